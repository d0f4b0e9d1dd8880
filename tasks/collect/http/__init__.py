"""HTTP that is safe against hostile servers: every address is checked, and the size of every body is limited.

In: an address and what its server said last time. Out: bytes with headers, or why not. Begin with `fetch`, which follows redirects
by hand; `request` asks once, `transport` dials only addresses that `addresses` allows, `inflate` bounds what a body unpacks to.
"""
