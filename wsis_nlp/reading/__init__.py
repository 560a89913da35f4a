"""Floor 1: a file becomes a Document. One reader a format; captioning conventions; sidecars."""
