"""The shown form of records, shared by all faces: pages, the API, documents, the package."""
