"""The packages of the product in the order of their dependencies: a package imports only from those
after it. The settings install them; the image, the digest of a release, the rights and the linters
follow from the installed apps. ``tracker/tests/test_layout.py`` compares this list with those that
tools keep in their own files."""

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
