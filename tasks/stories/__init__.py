"""Articles that tell the same news.

In: articles of a country-week with vectors and places. Out: duplicates with their originals, and stories with their members and
why each belongs.
Begin with `duplicates`, then `make`; `cluster` and `similarity` decide what belongs together.
"""
