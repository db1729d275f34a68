"""Code that knows no record of small-arms reporting: languages, texts, days, files, charts, the
frame of pages."""
