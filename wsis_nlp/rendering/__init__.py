"""Floor 7: a Chair's Summary becomes a file. One renderer a format."""
