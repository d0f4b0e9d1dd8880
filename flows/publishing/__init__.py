"""Publishing: files, pages and alerts of what was built.

In: a home and country-weeks. Out: files beside the tables, messages sent. Begin with `publish`. No prefect here.
"""
