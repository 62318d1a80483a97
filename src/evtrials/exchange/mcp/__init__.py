"""A server for agents: the answers of the screens by the Model Context Protocol, as text and as data with the same words."""
