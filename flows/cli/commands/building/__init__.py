"""Commands that fill the warehouse: collect, import, build, rescore, and the analysts' decisions. Begin with `build`.

In: feeds, archives and the decisions of the desk. Out: country-weeks in the warehouse, and what happened to each.
"""
