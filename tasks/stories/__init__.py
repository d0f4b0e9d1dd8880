"""Articles that tell the same news.

In: articles of a country-week with vectors and places. Out: repetitions pointing to originals, stories with members and why.
Begin with `duplicates`, then `make`; `cluster` and `similarity` decide what belongs together.
"""
