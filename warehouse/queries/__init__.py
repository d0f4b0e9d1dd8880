"""The named queries, one .sql file each, named by the question that it answers. Read by `warehouse.sql.named`."""
