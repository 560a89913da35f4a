"""wsis-nlp: from the transcripts and submissions of a policy forum to a cited draft summary."""
