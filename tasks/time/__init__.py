"""When the event in a text happened, and therefore which week the text belongs to.

In: title, text, language, day of publication. Out: a date with the words that say it, and what kind of time it is (now,
past, planned). Begin with `event_time`, which decides; `select` keeps a week's items by it.
"""
