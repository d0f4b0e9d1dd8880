"""Aligns a statement with its sources: for each of its words, the source words that mean the same."""
