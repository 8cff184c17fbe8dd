"""Files in and out: spreadsheets, CSV, forms, CTDC; mappings."""
