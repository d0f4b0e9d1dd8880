"""The steps as plain functions, rows in, rows out: no prefect, no duckdb, no clock.

A folder a stage, in the order of the journey; `country_week` is the table of contents, `draft` the value that grows:

    countries   which countries there are, their names and sources
    collect     from addresses to dated items
    language    what is known of languages; all word lists
    places      places named in a text
    about       which countries a text is about
    time        when its event was, and the selection of the week
    events      what it reports: kind, gravity, casualties, actors
    stories     repetitions, and articles that tell the same news
    threat      score, level, hotspots, outlook
    verify      whether the cited articles say what a statement says
    voice       the report's languages
    report      the report's statements
    publish     documents, formats, pages, alerts
"""
