"""The report: one HTML file for who has no shell, made of the same answers as the screens."""
