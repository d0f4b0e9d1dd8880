"""The checks, one .sql file each: every row that a check returns breaks its rule. Read by `warehouse.sql.checks`."""
