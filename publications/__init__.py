"""What is shown of records, whichever face shows it: pages, the API, documents, the package."""
