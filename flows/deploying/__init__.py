"""What runs where and when: what `deployments/prefect.yaml` and `automations.yaml` ask of a server.

In: the files, the homes named. Out: deployments, limits and automations created, changed or removed. Begin with `deploy`.
"""
