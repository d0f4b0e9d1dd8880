"""Statements and sources read: words, slots, figures, dates, names and deeds of a text."""
