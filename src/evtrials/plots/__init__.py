"""Pictures of answers: drawn with characters for a terminal, and as SVG or PNG. Nothing in them is pooled or ranked."""
