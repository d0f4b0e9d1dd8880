"""How sentences are made: names of events, clauses, quotations, likelihood words, lists.

In: evidence of a story. Out: text in the report's language. Begin with `narrate`.
"""
