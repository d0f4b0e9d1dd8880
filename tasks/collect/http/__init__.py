"""HTTP against hostile servers: every address judged, every body bounded.

In: an address and what is remembered of it. Out: bytes with headers, or why not. Begin with `fetch`; `transport` dials only
addresses that `addresses` allows, `request` follows redirects by hand, `inflate` bounds what a body unpacks to.
"""
