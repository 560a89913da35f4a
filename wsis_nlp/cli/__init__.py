"""Floor 9: the command line; parses, calls, shows."""
