"""What flows run on: Prefect's environment, a temporary server, progress.

Begin with `environment`.
"""
