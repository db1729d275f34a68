"""A depositary's list of adherence (CSV or XLSX): read, previewed, compared, recorded or undone."""
