"""Checks of a statement beside its sources: each compares one kind of claim and yields faults in words."""
