"""Reading feeds: bytes in, dated items and issues out.

In: a document as it was served. Out: `FeedItem`s with canonical address, title, text, language and date. Begin with `parse`;
`encoding` finds the character set, `xml` and `entries` read RSS, RDF and Atom, `dates` reads whatever feeds call a date.
"""
