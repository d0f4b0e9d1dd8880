"""Commands for whoever runs Weekwatch: demo, status, alerts, upkeep of the warehouse, deployments. Begin with `status`.

In: a warehouse, its record of runs and the deployments. Out: what is wrong and how to fix it, or the work itself.
"""
