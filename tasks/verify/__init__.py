"""Whether the cited articles say what a statement says.

In: a statement and its articles. Out: supported or not, and why. Begin with `verdict`, which asks `decide`;
`text/reading` turns words into claims, and each module of `checks/` compares one kind of claim.
"""
