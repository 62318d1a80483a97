"""Where trials are and how to find them: folders, cache, filters, names, search."""
