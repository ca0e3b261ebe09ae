"""What is drawn: filters, charts, maps, tables, downloads, and the words between them."""
