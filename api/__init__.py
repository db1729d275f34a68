"""The REST API: reading what is published, under /api/v1/."""
