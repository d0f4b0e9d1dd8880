"""The checks, one .sql file each: every row that a check returns is an offence. Read by `warehouse.sql.checks`."""
