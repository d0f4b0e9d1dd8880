"""Publishes what was built, as files, pages and alerts. `gather` finds the alerts, `alerts` sends them.

In: a home and country-weeks. Out: files beside the tables, messages sent. Begin with `publish`. No prefect here.
"""
