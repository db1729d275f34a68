"""Files made of rows and blocks: CSV, JSON lines, XLSX, ZIP, DOCX, PDF."""
