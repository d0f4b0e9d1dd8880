"""Deaths at the hands of the state: whether a sentence says that police or soldiers killed someone (English).

What decides is who acts: "police firing" beside a death, "killed by police", "police shot dead"; a policeman
who was killed, or police who merely report a death, does not count.
"""

from __future__ import annotations

import re

from tasks.lexicon import fold
from warehouse.tables import Span

_FORCE = r"(?:police(?:men|man)?|cops?|constables?|security (?:forces|personnel)|security men|troops|soldiers|army|jawans|paramilitar\w+|riot police|officers|[a-z]pf|sp|gendarmes?)"
_FIRE = (
    r"(?:fir(?:e[ds]?|ing|ng)|shoot(?:ing)?|shot|bullets?|gunfire|guns|encounter|lathi-?charge|baton charge|crackdown)"
)
_DEATH = r"(?:kill(?:ed|ing|ings|s)?|dead|die[ds]?|deaths?|succumbed|lives|shot dead|victims?|casualties|toll|slain)"
_FIRING = re.compile(
    rf"\b{_FORCE}(?:'s?)?(?:\W+\w+){{0,4}}?\W+{_FIRE}\b|\bfir(?:ing|ed) (?:by|from|of) (?:the )?{_FORCE}\b"
    rf"|\b(?:in|during|by|to|due to|of|from|after) (?:the |an |alleged |fake |subsequent |indiscriminate |unprovoked )*(?:police |security |army )?(?:firing|firng|encounter|bullets)\b"
    rf"|\bbullet (?:injur\w+|wounds?|marks?)\b|\b(?:police|custodial) (?:custody|excesses|atrocit\w+|action|bullets?)\b"
    rf"|\b(?:resort(?:ed|ing)? to|had to|forced to|opened|open|opening)\W+(?:open )?(?:fire|firing)\b"
    rf"|\b(?:orders?|ordered|ordering)\W+(?:\w+\W+){{0,12}}?(?:opening fire|open fire|firing|shoot)"
    rf"|\bopen(?:ed|ing)? fire (?:on|at|to disperse)\W+(?:\w+\W+){{0,3}}?(?:rioters|mobs?|crowds?|protesters|demonstrators)"
    rf"|\bfired (?:at|on|into|\d+ rounds|about \d+ rounds)\W+(?:\w+\W+){{0,3}}?(?:rioters|mobs?|crowds?|protesters)"
)
_DEAD = re.compile(rf"\b{_DEATH}\b")
_BY = re.compile(
    rf"\b(?:killed|shot dead|shot|gunned down|beaten to death|slain|murdered|tortured to death) by (?:the |indian |state |local )*{_FORCE}\b"
    rf"|\b{_FORCE}\W+(?:\w+\W+){{0,3}}?(?:kill(?:s|ed|ing)?|shot dead|shoots? dead|gunned down|guns? down|beat to death)\b(?! in| by| when| on| and| as|[.,])"
    rf"|\b{_FORCE}(?:\W+\w+){{0,2}}?\W+clash(?:e[ds])?\b"
    rf"|\b(?:clash|clashed|clashes) (?:with|between)(?:\W+\w+){{0,6}}?\W+{_FORCE}\b"
)
_NONE = re.compile(
    r"\b(?:no|nobody|without|nil|zero)\b(?: \w+){0,2} (?:casualt\w*|deaths?|died|dead|killed|loss)|\bnot (?:been )?(?:killed|dead|die)"
    r"|\bfired [^.]{0,30}in the air\b|\bneither\b[^.]*\bnor\b"
)
_VICTIM = re.compile(rf"\b{_FORCE} (?:\w+ )?(?:was|were|has been|have been|had been) (?:killed|shot)")


def killed_by_state(sentence: str) -> Span | None:
    """The words that say that police or soldiers killed someone, or None."""
    folded = fold(sentence)
    folded = _NONE.sub(lambda match: " " * len(match.group()), folded)
    found = _BY.search(folded)
    if found is not None and not _DEAD.search(folded):
        found = None
    if found is None and _DEAD.search(folded):
        found = _FIRING.search(folded)
    if found is None or _VICTIM.search(folded):
        return None
    return Span(text=sentence[found.start() : found.end()], start=found.start(), end=found.end(), in_title=False)
