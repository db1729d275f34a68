"""Records as they are read: serializers, rows of files, and the same rows in SQL."""
