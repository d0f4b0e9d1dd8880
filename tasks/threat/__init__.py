"""How dangerous the week was, where, and what is foretold.

In: stories, the weeks before. Out: contributions that add up to a score, its level, hotspots, an outlook and its later
judgement. Begin with `score`; every weight and cut-off stands in `formula.yaml`, with its reason.
"""
