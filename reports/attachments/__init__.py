"""The files that come with reports: taken in, looked into, shown, served."""
