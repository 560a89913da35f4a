"""Floor 6: evidence becomes paragraphs, paragraphs become a Chair's Summary."""
