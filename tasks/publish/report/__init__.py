"""The report as a page: document, Markdown, HTML, map and charts.

In: rows of one country-week. Out: a `Document`, and text or SVG made of it. Begin with `document`.
"""
