"""An English headline as a sentence: its present told as the past, its passive completed; None where that is unsure.

`Police detain ten after blast` -> `Police detained ten after blast`; `Two men jailed for fraud` -> `Two men were jailed
for fraud`. A headline that is a question, a label or in doubt is quoted instead by the caller.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path

import yaml

from tasks.claims import fold, lexicon, synonyms
from tasks.report.prose import Vocabulary

_PARTICIPLES = [
    "killed",
    "injured",
    "wounded",
    "arrested",
    "detained",
    "jailed",
    "sentenced",
    "found",
    "shot",
    "executed",
    "charged",
    "freed",
    "released",
    "rescued",
    "evacuated",
    "displaced",
    "reported",
    "feared",
    "abducted",
    "kidnapped",
    "convicted",
    "acquitted",
    "accused",
    "hurt",
    "hanged",
    "beheaded",
    "stabbed",
    "destroyed",
    "damaged",
    "seized",
    "stranded",
    "trapped",
    "held",
    "suspended",
    "banned",
    "elected",
    "named",
    "blamed",
    "deported",
    "expelled",
    "forced",
    "left",
    "hit",
    "struck",
    "urged",
    "told",
    "set",
    "expected",
    "hospitalised",
    "poisoned",
]
_PASSIVE = re.compile(
    rf"^(?P<who>[^,:;]{{1,70}}?) (?P<done>{'|'.join(_PARTICIPLES)})"
    r"(?= (?:in|after|by|as|at|on|for|to|near|when|from|over|while|missing|dead|with|during|amid|following|across|of)\b|$)"
)
_PLURAL = re.compile(
    r"(?i)^(?:at least|more than|over|about|nearly|almost|up to|some|dozens|hundreds|thousands|scores|several|many|two|three|four|"
    r"five|six|seven|eight|nine|ten|[2-9]\b|\d{2,})"
)
_UNFIT = re.compile(
    r"[?!“”\"|]|^(?:how|why|what|when|where|who|watch|video|in pictures|photos|live|opinion|analysis|explainer|factbox|timeline|review|"
    r"is|are|can|could|will|should|do|does|did|here|inside|meet|from)\b|^\d+ (?:things|ways|reasons|takeaways)",
    re.IGNORECASE,
)
_SPEAKER = re.compile(
    r"(?: [-–—] |: )(?P<who>(?:[A-Z][\w.’'-]+ ){0,2}(?:report|reports|family|[Pp]olice|[Oo]fficials?|[Ss]ources?|[Mm]inistry|"
    r"[Aa]rmy|state media|[Mm]inister|media|[Mm]ayor|[Gg]overnor|[Mm]onitor|[Jj]udge|[Aa]uthorities))$"
)
_BEFORE_NOUN = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "with",
        "to",
        "and",
        "or",
        "as",
        "its",
        "his",
        "her",
        "their",
        "this",
        "new",
        "more",
        "no",
        "over",
        "after",
        "into",
        "against",
    ]
)
_NUMBERS = frozenset(
    ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "more", "new", "several", "many")
)
_AFTER_VERB = frozenset(
    [
        "in",
        "on",
        "of",
        "at",
        "after",
        "over",
        "against",
        "as",
        "and",
        "for",
        "amid",
        "near",
        "by",
        "from",
        "with",
        "is",
        "are",
        "was",
        "were",
        "has",
        "have",
        "had",
        "kill",
        "kills",
        "leave",
        "leaves",
    ]
)


@functools.cache
def _verbs() -> tuple[dict[str, str], dict[str, str], frozenset[str], frozenset[str]]:
    """Third person -> past, base -> past, third persons that are often nouns, plural nouns without -s."""
    data = yaml.safe_load(Path(__file__).with_name("headlines.yaml").read_text(encoding="utf-8"))
    third: dict[str, str] = {}
    base: dict[str, str] = {}
    for entry in f"{data['regular']} {data['irregular']}".split():
        verb, _, past = entry.partition(":")
        past = past or (f"{verb}d" if verb.endswith("e") else f"{verb}ed")
        base[verb] = past
        third[_third_person(verb)] = past
    nouns = frozenset(_third_person(verb) for verb in data["also_nouns"].split())
    return third, base, nouns, frozenset(data["people"].split())


def _third_person(verb: str) -> str:
    if verb == "have":
        return "has"
    if verb.endswith("y") and verb[-2] not in "aeou":
        return f"{verb[:-1]}ies"
    return f"{verb}es" if verb.endswith(("s", "sh", "ch", "x", "z", "o")) else f"{verb}s"


def as_sentence(headline: str, vocabulary: Vocabulary) -> tuple[str, str | None] | None:
    """The headline as a sentence without its full stop, and whom it names as its source; None where in doubt."""
    text = re.sub(r"\s+", " ", headline).strip(" .")
    text = re.sub(r"^[\w .'’-]{2,28}: (?=[A-Z0-9])", "", text)
    citing = None
    if cites := re.search(r",? citing (?P<who>(?!video|photo|get )[^,:]{2,40})$", text, re.IGNORECASE):
        citing, text = cites["who"], text[: cites.start()]
    if speaker := _SPEAKER.search(text):
        citing = {"report": "a report"}.get(speaker["who"], speaker["who"])
        text = text[: speaker.start()]
    text = re.sub(r" [|–—] [^|–—]{2,40}$| - [A-Z][^-]{2,40}$", "", text)
    words = text.split()
    if not 5 <= len(words) <= 24 or _UNFIT.search(text) or " – " in text or " — " in text:
        return None
    if _is_title_case(words):
        words = _small(words, vocabulary)
    sentence = _active(words) or _future(words) or _passive(" ".join(words))
    return (sentence, citing) if sentence else None


def _is_title_case(words: list[str]) -> bool:
    plain = [w for w in words[1:] if w[:1].isalpha() and len(w) > 3]
    return len(plain) > 2 and sum(w[0].isupper() for w in plain) > 0.7 * len(plain)


def _small(words: list[str], vocabulary: Vocabulary) -> list[str]:
    """A title-case headline with its ordinary words small: those seen small, or known as ordinary."""
    third, base, _, people = _verbs()
    ordinary = lexicon()["stop"] | lexicon()["actor"] | lexicon()["neutral"] | lexicon()["deny"] | people
    made = [words[0]]
    for word in words[1:]:
        folded = fold(word.strip("'’‘,.;"))
        known = (
            folded in ordinary or folded in third or folded in base or folded in synonyms() or folded in base.values()
        )
        small = (
            not word[1:2].isupper()
            and (known or vocabulary.is_small(folded) or _is_inflected(folded))
            and not vocabulary.is_name(folded)
        )
        made.append(word[0].lower() + word[1:] if small else word)
    return made


def _is_inflected(word: str) -> bool:
    """Whether a word's ending is that of an ordinary word rather than of a name."""
    return len(word) > 5 and word.endswith(("ed", "ing", "ly", "tion", "ment", "ness", "able", "ance", "ence"))


def _active(words: list[str]) -> str | None:
    third, base, nouns, people = _verbs()
    for index in range(1, min(len(words) - 1, 11)):
        if words[index].lower() in ("as", "after", "when", "while", "amid", "because"):
            break  # what follows is not what the headline is about
        word, before, after = words[index].strip(",").lower(), words[index - 1], words[index + 1].lower()
        if words[index][0].isupper() or word in people or before.lower() in _BEFORE_NOUN or before.endswith(","):
            continue
        if word in ("is", "are", "was", "were", "had", "will", "would", "said", "may", "could", "must", "can"):
            return " ".join(words)
        plural = _is_plural(words[:index])
        noun_like = (
            plural
            or after in _AFTER_VERB
            or after in third
            or after in base
            or not before[0].isupper()
            or before.lower() in _NUMBERS
        )
        if word in third and not (word in nouns and noun_like):
            return _told(words, index, third[word])
        if word in base and plural and not any(w.strip(",").lower() in third for w in words[index + 1 : index + 5]):
            return _told(words, index, base[word])
    return None


def _is_plural(subject: list[str]) -> bool:
    """Whether a subject is more than one: by its last word, its head before a preposition, or an `and`."""
    heads = [subject[-1]]
    for position, word in enumerate(subject):
        if position and word.lower() in ("in", "of", "through", "from", "at", "for", "near", "on", "with"):
            heads = [subject[position - 1]]
            break
    return "and" in subject or any(
        h.lower() in _verbs()[3] or (h.endswith("s") and not h.endswith(("'s", "’s", "ss", "us", "is"))) for h in heads
    )


def _told(words: list[str], index: int, past: str) -> str:
    third, base, nouns, _ = _verbs()
    made = list(words)
    made[index] = past + ("," if words[index].endswith(",") else "")
    for later in range(index + 2, len(made)):
        word = made[later].lower()
        if word in base and made[later - 1].endswith(",") and past == base.get(words[index].strip(",").lower()):
            made[later] = base[word]
        if (
            word in third
            and word not in nouns
            and (made[later - 1].endswith(",") or made[later - 1].lower() in ("and", "as", "it", "he", "she", "who"))
        ):
            made[later] = third[word]
    return " ".join(made)


def _future(words: list[str]) -> str | None:
    for index in range(1, min(len(words) - 2, 6)):
        if (
            words[index] == "to"
            and words[index + 1].islower()
            and words[index - 1].lower() not in ("set", "due", "ready", "able", "how", "time")
        ):
            before = words[index - 1]
            if not before[0].isupper() and index > 2:
                return None
            plural = before.lower() in _verbs()[3] or (
                before[0].islower() and before.endswith("s") and not before.endswith("ss")
            )
            return " ".join([*words[:index], "were" if plural else "was", *words[index:]])
    return None


def _passive(text: str) -> str | None:
    match = _PASSIVE.match(text)
    if match is None:
        return None
    who = match["who"]
    third, base, nouns, _ = _verbs()
    rest = [w.strip(",.;").lower() for w in text[match.end() :].split()]
    if any((w in base or w in third) and w not in nouns and _third_person(w) not in nouns for w in rest):
        return None  # its verb comes later: what looked like a passive only describes the subject
    last = who.split()[-1].lower()
    plural = (
        bool(_PLURAL.match(who))
        or last in _verbs()[3]
        or (last.endswith("s") and not last.endswith(("ss", "us", "'s")))
    )
    return f"{who} {'were' if plural else 'was'} {text[match.start('done') :]}"
