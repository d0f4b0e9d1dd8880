"""Builds country-weeks: which are stale, in which order they are built, and which workers build them.

In: a home, profiles, a plan of weeks and countries. Out: committed country-weeks and how each ended. Begin with `batch`;
`current` tells what is stale, `plan` the order, `workers` who does it. No prefect here.
"""
