"""Reads statements and sources: the words, slots, figures, dates, names and actions in a text."""
