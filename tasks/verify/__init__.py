"""Whether the cited articles say what a statement says.

In: a statement and its articles. Out: supported or not, and why. Begin with `verdict`; `reading` makes claims of words,
the other modules compare one kind of claim each.
"""
