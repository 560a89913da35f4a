"""Floor 0: the records that flow, the errors, the framework records. Nothing heavy."""
