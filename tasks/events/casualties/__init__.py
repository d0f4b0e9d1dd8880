"""Killed and injured: how many people a text says its event cost.

In: title, text, language. Out: counts bound to people and words. Begin with `find`: it asks `terms` for the words of death and
injury, `numbers` for people counted, `people` for victims without a number, `pairs` for which belongs to which, and `choice`
for which of the dead are the event's own.
"""
