"""The curator's bench: checks, the audit against texts, two readings or two states compared."""
