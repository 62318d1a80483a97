"""One module a question: a library and a query in, an Answer out. No terminal."""
