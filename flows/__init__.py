"""The order of work: every Prefect flow, and the command line.

The flows stand here (`collect`, `country_week`, `weekly`, `backfill`, `upkeep`); `steps` names their tasks. Below them, without
prefect: building/, collecting/, publishing/, runtime/ and cli/.
"""
