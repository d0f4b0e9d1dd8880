"""Collecting: feeds, archives and files into the store.

In: a home and sources. Out: stored items, fetches and issues. Begin with `feeds`. No prefect here.
"""
