"""Which countries a text is about.

In: items and profiles. Out: for each item its countries with the evidence. Begin with `attribute`; `patterns` are the names that
stand for a country, `scan` finds them in a text, `first` tells which country comes first.
"""
