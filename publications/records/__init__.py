"""Records in the form for readers: serializers, rows of files, and the same rows in SQL."""
