"""Fetching: from a source's address to dated items.

In: sources of a country profile, or an archive and a period. Out: `Fetched`, `NotModified` or `FetchFailed`, then `FeedItem`s
and `Issue`s. Begin with `http/fetch` (one polite request), then `feed/parse` (turns a document into items); `archives/` fetches
past weeks, `polling` decides when a feed is due and at which address (also of one that has moved), `mending` looks for the new address of one that broke.
"""
