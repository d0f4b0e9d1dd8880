"""The data on disk: Delta tables, each country-week replaced as a whole, raw feed bytes stored once.

In: rows of `warehouse.tables`. Out: the same rows, of the revision that the newest complete run names. Begin with
`country_weeks` (`Store`); `home` says where things lie, `table_log` opens a table,
`delta` is the only module that writes one.
"""
