"""How one scalar is written and read: figures, p values, doses, names, closed words."""
