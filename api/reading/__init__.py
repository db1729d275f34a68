"""The resources of the API, as anybody reads them."""
