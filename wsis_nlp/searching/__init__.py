"""Floor 5: a query becomes ranked passages."""
