"""Floor 5: vectors become a topic model."""
