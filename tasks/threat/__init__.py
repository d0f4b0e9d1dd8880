"""How dangerous the week was, where, and what is forecast.

In: stories, the weeks before. Out: contributions that add up to a score, its level, hotspots, an outlook and its later
judgement. Begin with `score`; every weight and cut-off of the score is in `formula.yaml`, with its
reason; the numbers of hotspots are in `hotspots`.
"""
