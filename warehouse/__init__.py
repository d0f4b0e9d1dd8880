"""What we know and its shape: row models, Parquet (Delta) tables, the DuckDB file, named queries."""
