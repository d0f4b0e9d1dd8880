"""Fetching: from a source's address to dated items.

In: sources of a country profile, or an archive and a period. Out: `Fetched`, `NotModified` or `FetchFailed`, then `FeedItem`s
and `Issue`s. Begin with `http/fetch` (a request, politely), then `feed/parse` (a document to items); `archives/` brings
history, `polling` decides when a feed is due.
"""
