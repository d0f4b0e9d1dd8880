"""A statement beside its sources: for each word of it, the words that say the same."""
