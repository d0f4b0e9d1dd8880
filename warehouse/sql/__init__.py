"""SQL over the tables: the DuckDB file, named queries, checks.

In: the live Parquet files of the store. Out: rows as answers. Begin with `connect` (a connection that can only read) and
`sync`, which alone writes the DuckDB file.
"""
