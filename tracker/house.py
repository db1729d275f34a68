"""The packages of the product, each once and in the order of their dependencies: a package imports
from those after it and from no other. The settings install them; the image, the digest of a
release, the rights and the linters follow from what is installed (``tracker/tests/test_house.py``
holds the lists that tools keep in their own files to this one)."""

OUR_APPS = (
    "tracker",
    "api",
    "website",
    "portal",
    "publications",
    "cooperation",
    "indicators",
    "questionnaires",
    "contacts",
    "participation",
    "reports",
    "commitments",
    "accounts",
    "common",
)
