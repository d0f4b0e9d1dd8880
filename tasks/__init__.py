"""The steps as plain functions, rows in, rows out: no prefect, no duckdb, no clock."""
