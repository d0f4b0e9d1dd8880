"""The pages of the static site: rows of the warehouse in, HTML and JSON out. Nothing here reads or writes a file.

    render      the templates, with everything escaped
    language    `lang` and `dir` of quoted text
    evidence    the words of an article that a citation rests on
    changes     what is new, gone or graver since the week before
    front, country, report, event, data    one kind of page each
    tools       the pages that compare and search
    provenance  the pages of sources and of corrections
    assets/     style sheet and scripts, served as they are

Editing this package changes no report: it is left out of the digest that makes country-weeks stale.
"""
