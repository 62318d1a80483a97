"""A table to terminal, Markdown, CSV/TSV, JSON."""
