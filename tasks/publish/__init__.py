"""What leaves the house: documents, maps, charts, files, pages, alerts.

In: a finished country-week from the tables. Out: bytes. Begin with `report/document`, then `formats/` and `site/`; `alerts`
decides what is worth telling, `notify` tells it. Nothing here changes a row, so it is not in the code version.
"""
