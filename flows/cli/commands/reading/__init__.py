"""Commands that read what was built: reports, the site, questions, SQL, exports. Begin with `report`.

In: a warehouse. Out: text, JSON or files; nothing in the warehouse changes.
"""
