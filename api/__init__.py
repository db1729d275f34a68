"""The REST API, under /api/v1/: reading what is published, and writing with a key or a session."""
