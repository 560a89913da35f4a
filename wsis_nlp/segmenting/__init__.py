"""Floor 2: a Document becomes sentences and passages."""
