"""Sentences of an article that can be told again: split, and judged whether they report something on their own.

Known limits: English only, by patterns, not by a parse.
"""

from __future__ import annotations

import re

READ_CHARACTERS = 1_500
"""A report's lead stands early in an article."""

_ABBREVIATION = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|Maj|Sgt|Capt|Sen|Rep|Gov|Prof|St|No|vs|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|"
    r"U\.S|U\.K|U\.N|E\.U|a\.m|p\.m|[A-Z])\.$"
)
_BREAK = re.compile(r"(?<=[.!?])[\"”’']?\s+(?=[\"“‘'(]?[A-Z0-9])|\n+")
_GLUED = re.compile(
    r"(?<=[a-z0-9’']) (?=(?:An?|The|At|In|On|More|About|Two|Three|Four|Five|Some|Several|Many|Most|Officials?|Police|Authorities|This|That|It|They|He|She|There|After|As|For|When|With|Six|Seven|Eight|Nine|Ten|Dozens|Hundreds|Thousands) [a-z])"
)
_LIVE = re.compile(
    r"\s(?:[A-Z][\w’'-]* ){0,2}[A-Z][\w’'-]*(?: (?:war|crisis|earthquake|protests?))? [–—-] (?:latest|live)(?: news)?(?: updates)?\b.*$"
)
"""The name of a live page that a standfirst ends with."""
DATELINE = re.compile(
    r"^[A-Z][A-Za-z .,/'’-]{1,45}(?:, [A-Z][a-z]+\.? \d{1,2})? (?:\([A-Za-z /]{2,25}\) )?[-–—] (?=[A-Z])"
)
_NO_REPORT = re.compile(
    r"^(?:verified |new |dramatic )?(?:footage|videos?)\b|^[A-Z][\w ]{0,25}: |continue reading|read more|sign up|newsletter|subscribe|podcast|follow us|photo(?:graph)?s?\b|getty|\bafp/|"
    r"reuters/|file pic|pictured|click here|watch:|live updates|here(?:'s| is| are) (?:what|how|why)|https?:|www\.|"
    r"what to know|what you need|the post .* appeared first",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"\b(?:on|in) (?:[A-Z][a-z]{2,8}\.? \d{1,2},|[A-Z][a-z]{2,8}\.?,?) (?:19|20)\d\d\.?$|\((?:left|right|[LRC])\)|"
    r"^(?:A|An|The) (?:file|undated|handout|locator|general|aerial|screen)\b|\b(?:stands?|stand) guard\b"
)
"""How captions of pictures read: a full date at the end, who stands where in brackets."""
_CREDIT = re.compile(
    r"^\(?[^()]{0,60}(?:Getty|AFP|Reuters|AP Photo|/AP\b|EPA|Xinhua|Anadolu)[^()]{0,40}\)?", re.IGNORECASE
)
_PERSONAL = re.compile(r"\b(?:I|we|We|our|Our|us|you|You|your|Your|my|My|me)\b")
_DANGLING = re.compile(
    r"^(?:He|She|It|They|This|That|These|Those|But|And|So|Here|Such|His|Her|Their|Its|Also|Yet|Or|Meanwhile|However|"
    r"What|Why|How|Who|When|Where|Which|Is|Are|Was|Were|Can|Could|Will|Would|Should|Did|Does|Do|Has|Have|If|Because|"
    r"(?:\w+ ){1,2}(?:days?|weeks?|months?|years?|hours?) (?:after|before|since|ago)|There|Not|Then|Now|Another|Other|Others|Both|Some|Many|Most|Watch|Watching|Listen|See|Meet|Look|Plus|With|To|As|After|"
    r"Despite|While|Although|Since|For|From|By|Following|Amid)\b"
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|says?|said|may|could|can|must|do|does|did|"
    r"began|became|broke|brought|built|came|cut|died|fell|felt|fled|found|fought|gave|got|held|hit|kept|killed|led|left|"
    r"lost|made|met|paid|put|ran|rose|sank|saw|seized|sent|set|shot|shut|sold|spoke|spread|stood|struck|swept|took|told|"
    r"threw|went|withdrew|won|wrote|(?:seek|call|warn|face|want|remain|continue|claim|urge|plan|need|hope|show|make|take|"
    r"accuse|demand|blame|condemn|reveal|deny|denie|expect|include|allow|struggle|suggest|threaten|believe|mean|hold|lead|"
    r"rise|fall|grow|die|kill|meet|visit|arrive|leave|start|begin|end|open|close|vote|protest)s?)\b"
)
_DETERMINERS = re.compile(r"\b(?:the|an?|his|her|its|their)\b", re.IGNORECASE)
_PAST = re.compile(r"\b[a-z]{3,}ed\b")


def sentences(text: str) -> list[str]:
    """The sentences of an English text, standfirsts that run into the first sentence split off."""
    found: list[str] = []
    for piece in _BREAK.split(text[:READ_CHARACTERS]):
        piece = piece.strip()
        if not piece:
            continue
        if found and piece.startswith("(") and _CREDIT.match(piece):
            found.pop()  # the credit of a picture: what stands before it is its caption
        elif found and _ABBREVIATION.search(found[-1]):
            found[-1] = f"{found[-1]} {piece}"
        else:
            found.append(piece)
    if len(found) > 1 and len(text) > 250 and found[-1][-1:].isalnum():
        found.pop()  # the text was cut off in the middle of its last sentence
    return [_LIVE.sub("", part).strip() for sentence in found for part in _GLUED.split(sentence)]


def is_report(sentence: str) -> bool:
    """Whether a sentence can be retold on its own: a full statement in the third person, no caption, no advert."""
    length = len(sentence.split())
    if not 6 <= length <= 60 or sentence.endswith(("...", "…", "?", "!", ":")):
        return False
    if not sentence[:1].isupper() and not sentence[:1].isdigit():
        return False
    if _NO_REPORT.search(sentence) or _PERSONAL.search(sentence) or _DANGLING.match(sentence):
        return False
    if (
        sentence.count('"') % 2
        or sentence.count("“") != sentence.count("”")
        or ("(" in sentence and ")" not in sentence)
    ):
        return False
    return has_verb(sentence) and not _CAPTION.search(sentence)


def is_headlinese(sentence: str) -> bool:
    """Whether it is a standfirst in the style of a headline: no full stop, and no article or possessive before any noun."""
    return not sentence.endswith((".", ".”", '."', ".’", ".'")) and not _DETERMINERS.search(sentence)


def has_verb(text: str) -> bool:
    """Whether a text has a finite verb, after its first word, that is not inside a relative clause of its subject."""
    main = re.sub(r"\b(?:who|which|that|whose)\b(?: [\w'’-]+){1,3}", " ", text.partition(" ")[2])
    main = re.sub(
        r"(?:\b[\d,]+|\b(?:people|persons|civilians|soldiers|children|those|workers)) (?:killed|injured|wounded|arrested|hurt)\b",
        " ",
        main,
    )
    main = re.sub(
        r"\b(?:the|an?|his|her|its|their|much|newly|recently|most|of|by|in|some|more|many) [a-z]+ed\b", " ", main
    )
    return bool(_FINITE.search(main) or _PAST.search(main))
