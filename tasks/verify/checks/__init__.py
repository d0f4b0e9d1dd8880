"""Checks of a statement against its sources: each compares one kind of claim and yields faults, with the reason in words."""
