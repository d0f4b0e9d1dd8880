"""The report as a page: document, notes, Markdown, HTML, JSON, mail.

In: rows of one country-week. Out: a `Document`, and text made of it. Begin with `document`; maps and charts are in `graphics`.
"""
