"""An Answer to terminal, Markdown, CSV/TSV, JSON; references for managers."""
