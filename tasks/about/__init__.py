"""Which countries a text is about.

In: items and profiles. Out: for each item its countries with the evidence. Begin with `attribute`.
"""
