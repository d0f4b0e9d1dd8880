"""Brings a Prefect server in line with `deployments/prefect.yaml` and `automations.yaml`: what runs where and when.

In: the files, the homes named. Out: deployments, limits and automations created, changed or removed. Begin with `deploy`.
"""
