"""What knows no record of this field: languages, texts, days, files, charts, the frame of pages."""
