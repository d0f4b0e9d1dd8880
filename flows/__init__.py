"""The order of work: every Prefect flow, and the command line.

The flows are here (`collect`, `country_week`, `weekly`, `backfill`, `upkeep`); `steps` gives each of their tasks its name, retries and time
limit. The folders do the work: building/, collecting/, publishing/, asking/ and cli/; runtime/ and deploying/ set up Prefect.
"""
