"""Everything that is shown or sent: documents, maps, charts, files, pages, alerts.

In: a finished country-week from the tables. Out: bytes. Begin with `report/document`, then `graphics/`, `formats/` and `site/`; `alerts`
decides what is worth an alert, `notify` sends it. Nothing here changes a row, so editing it makes no week stale.
"""
