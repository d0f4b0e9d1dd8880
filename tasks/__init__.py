"""The stages as plain functions from rows to rows: no Prefect, no DuckDB, no clock.

One folder for each subject, roughly in the order of the work; `country_week` lists the stages, `draft` is the value that they fill in:

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
    decisions   what analysts decided by hand, applied to a week
"""
