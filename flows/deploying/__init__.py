"""What runs where and when: `deployments/prefect.yaml` and `automations.yaml` as a server has to hold them.

In: the files, the homes named. Out: deployments, limits and automations created, changed or removed. Begin with `deploy`.
"""
