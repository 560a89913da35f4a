"""Floor 5: passages get the lines of a framework, sentences get roles."""
