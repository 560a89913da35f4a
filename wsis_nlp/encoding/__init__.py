"""Floor 3: text becomes unit vectors."""
