"""A question to a table: title, columns, rows, footnotes; one module per question."""
