"""An English headline as a sentence: its present told as the past, its passive completed, its articles put back.

`Police detain ten after blast at market` -> `Police detained ten after a blast at a market`; `Two men jailed for fraud` ->
`Two men were jailed for fraud`. None where in doubt: a question, a label, a subject or verb that may be another word. The
caller then quotes the headline.
"""

from __future__ import annotations

import re

from tasks.report.prose.casing import Vocabulary
from tasks.report.prose.determiners import with_determiners
from tasks.report.prose.headline_words import headline_words, third_person
from tasks.report.prose.sentences import has_verb
from tasks.verify.words import fold_word, synonyms, word_classes

_PLURAL = re.compile(
    r"(?i)^(?:at least|more than|over|about|nearly|almost|up to|some|dozens|hundreds|thousands|scores|several|many|two|three|four|"
    r"five|six|seven|eight|nine|ten|[2-9]\b(?!-year)|\d{2,}(?!-year|\d))"
)
_UNFIT = re.compile(
    r"[?!“”\"|‘]|(?<!\w)'|^(?:how|why|what|when|where|who|watch|video|in pictures|photos|live|opinion|analysis|explainer|factbox|ex-\w+|"
    r"timeline|review|takeaways|exclusive|is|are|can|could|will|should|do|does|did|here|inside|meet|from|as|amid|after)\b|"
    r"^\d+ (?:things|ways|reasons|takeaways|days|years)|\b(?:you|your|we|our|my|me|i|ready)\b|^\d+,?\d* days",
    re.IGNORECASE,
)
_SPEAKER = re.compile(
    r"(?: [-–—] |: |, )(?P<who>(?:[A-Za-z][\w.’'-]* ){0,4}?[A-Za-z][\w.’'-]*?)(?P<says> (?i:says|say|said|reports|report|warns|finds|find|claims|shows?))?$"
)
_SPEAKS = re.compile(
    r"(?i)\b(?:report|reports|family|police|officials?|sources?|ministry|army|military|media|minister|mayor|governor|monitor|monitors|judge|"
    r"authorities|expert|experts|agency|office|groups?|witnesses|rescuers|volunteers?|un|u\.?n\.?|who|newspaper|body|spokesman|spokesperson|"
    r"president|pm|premier|envoy|ambassador|analysts?|ngo|activists?|residents|medics|doctors|survey|study|poll|kyiv|moscow|kremlin)$"
)
_GENERIC = {
    "report": "a report", "reports": "reports", "official": "an official", "officials": "officials", "expert": "an expert", "experts": "experts",
    "source": "a source", "sources": "sources", "police": "police", "media": "media", "witnesses": "witnesses", "state media": "state media",
    "ministry": "the ministry", "minister": "a minister", "authorities": "the authorities", "survey": "a survey", "newspaper": "a newspaper",
    "spokesman": "a spokesman", "study": "a study", "military": "the military", "army": "the army", "governor": "the governor", "mayor": "the mayor",
}  # fmt: skip
_NAMES = r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,2}"
WORDS_AT_MOST = 24


def as_sentence(headline: str, vocabulary: Vocabulary) -> tuple[str, str | None] | None:
    """The headline as a sentence without its full stop, and whom it names as its source; None where in doubt."""
    text = re.sub(r"\s+", " ", headline).strip(" .")
    text = re.sub(r"\s*\([^)]*\)", "", text)
    text = re.sub(rf"^({_NAMES}), ({_NAMES})(?= [a-z])", r"\1 and \2", text)
    text = re.sub(r" [|–—] [^|–—]{2,40}$| - [A-Z][^-]{2,40}$", _keep_speaker, text)
    citing, text = _speaker(text)
    if re.match(r"[A-Z][\w'’-]+: ", text):
        return None  # `Ischinger: ...` is somebody's word
    text = re.sub(r"^[A-Z][\w .'’-]{2,28}: (?=[A-Z0-9])", "", text)
    text = text.partition(";")[0].strip()
    words = text.split()
    if not 5 <= len(words) <= WORDS_AT_MOST or _UNFIT.search(text) or re.search(r" [–—] |:", text):
        return None
    if is_title_case(headline):
        words = _small(words, vocabulary)
        if _is_mixed(words, vocabulary):
            return None
    words = re.sub(
        r"\bfor first time\b", "for the first time", re.sub(r"\b(is|was) latest\b", r"\1 the latest", " ".join(words))
    ).split()
    sentence = _active(words) or _future(words) or _passive(" ".join(words))
    return (with_determiners(sentence, vocabulary), citing) if sentence else None


def _keep_speaker(match: re.Match[str]) -> str:
    """The end of a headline behind a dash: kept where it names who says so, dropped where it names the outlet."""
    return match[0] if _SPEAKS.search(match[0].strip(" |–—-")) else ""


def _speaker(text: str) -> tuple[str | None, str]:
    """Whom a headline names at its end as its source, and the headline without that."""
    if cites := re.search(r",? citing (?P<who>(?!video|photo|get )[^,:]{2,40})$", text, re.IGNORECASE):
        return cites["who"], text[: cites.start()]
    found = _SPEAKER.search(text)
    if found is None or not (found["says"] or _SPEAKS.search(found["who"])):
        return None, text
    who = found["who"]
    if who.split()[0].lower() in ("as", "and", "but", "or", "with", "killing", "injuring", "in", "at", "after", "says"):
        return None, text
    return _GENERIC.get(who.lower(), who), text[: found.start()]


def is_title_case(headline: str) -> bool:
    """Whether a headline writes its ordinary words large."""
    plain = [w for w in headline.split()[1:] if w[:1].isalpha() and len(w) > 3]
    return len(plain) > 2 and sum(w[0].isupper() for w in plain) > 0.7 * len(plain)


def _small(words: list[str], vocabulary: Vocabulary) -> list[str]:
    """A title-case headline with its ordinary words small: those seen small, or known as ordinary."""
    known = headline_words()
    ordinary = (
        word_classes()["stop"]
        | word_classes()["actor"]
        | word_classes()["neutral"]
        | word_classes()["deny"]
        | known.people
    )
    ordinary |= known.a_nouns | known.the_nouns | known.participles | known.pasts | known.adverbs
    made = [words[0]]
    for word in words[1:]:
        folded = fold_word(word.strip("'’‘,.;"))
        is_ordinary = folded in ordinary or folded in known.third or folded in known.base or folded in synonyms()
        small = (
            not word[1:2].isupper()
            and (is_ordinary or vocabulary.is_small(folded) or _is_inflected(folded))
            and not vocabulary.is_name(folded)
        )
        made.append(word[0].lower() + word[1:] if small else word)
    return made


def _is_mixed(words: list[str], vocabulary: Vocabulary) -> bool:
    """Whether a word is still large of which it is not known that it is a name."""
    return any(
        word[0].isupper()
        and word[1:].islower()
        and not vocabulary.is_name(fold_word(re.sub(r"['’]s$|[,.]$", "", word)))
        for word in words[1:]
    )


def _is_inflected(word: str) -> bool:
    """Whether a word's ending is that of an ordinary word rather than of a name."""
    return len(word) > 5 and word.endswith(("ed", "ing", "ly", "tion", "ment", "ness", "able", "ance", "ence"))


def _active(words: list[str]) -> str | None:
    known = headline_words()
    for index in range(1, min(len(words) - 1, 11)):
        if words[index].lower() in ("as", "after", "when", "while", "amid", "because"):
            break  # what follows is not what the headline is about
        word, before, after = words[index].strip(",").lower(), words[index - 1], words[index + 1].lower()
        if (
            words[index][0].isupper()
            or word in known.people
            or before.lower() in known.before_noun
            or before.endswith((",", "ing"))
            or after == "by"
        ):
            continue
        if word in ("is", "are", "was", "were", "had", "will", "would", "said", "may", "could", "must", "can"):
            return " ".join(words)
        if word in ("has", "have"):
            return " ".join(words) if after.endswith(("ed", "n", "t", "d")) else _told(words, index, "had")
        if word == "says" and not has_verb("it " + " ".join(words[index + 1 :])):
            return None
        if word in known.third and not (word in known.third_nouns and _noun_like(words, index)):
            return _told(words, index, known.third[word])
        plural = _is_plural(words[:index]) and (before[0].isupper() or _is_plural([before]) or "of" in words[:index])
        if word in known.base and before.lower() in known.third_nouns and index > 1:
            return None  # which of the two is the verb cannot be told
        if word in known.base and plural and not _verb_follows(words, index):
            return _told(words, index, known.base[word])
    return None


def _noun_like(words: list[str], index: int) -> bool:
    """Whether a third person that may be a plural noun stands where a noun would."""
    known = headline_words()
    before, after = words[index - 1], words[index + 1].lower()
    return (
        _is_plural(words[:index])
        or after in known.after_verb
        or after in known.third
        or after in known.base
        or after in known.participles
        or not before[0].isupper()
        or (
            index == 1
            and before[1:].islower()
            and not before.endswith(("an", "sh", "se"))
            and before.lower() in known.a_nouns
        )
    )


def _verb_follows(words: list[str], index: int) -> bool:
    known = headline_words()
    return any(w.strip(",").lower() in known.third for w in words[index + 1 : index + 5])


def _is_plural(subject: list[str]) -> bool:
    """Whether a subject is more than one: by its last word, its head before a preposition, or an `and`."""
    known = headline_words()
    subject = [w for w in subject if w.lower() not in known.adverbs] or subject
    heads = [subject[-1]]
    for position, word in enumerate(subject):
        if position and word.lower() in ("in", "of", "through", "from", "at", "for", "near", "on", "with"):
            heads = [subject[position - 1]]
            break
    return "and" in subject or any(
        h.lower() in known.people or (h.endswith("s") and not h.endswith(("'s", "’s", "ss", "us", "is"))) for h in heads
    )


def _told(words: list[str], index: int, past: str) -> str:
    """The words with the verb at `index` in the past, and so the verbs that stand in a row with it."""
    known = headline_words()
    made = list(words)
    made[index] = past + ("," if words[index].endswith(",") else "")
    is_third = words[index].strip(",").lower() in known.third
    for later in range(index + 2, len(made)):
        word, before = words[later].lower(), made[later - 1]
        verbs = known.third if is_third else known.base
        if word in verbs and before.endswith(",") and not (is_third and later + 1 == len(made)):
            made[later - 1] = before[:-1] + " and"
            made[later] = verbs[word]
        elif (
            word in known.third
            and word not in known.third_nouns
            and before.lower() in ("and", "as", "it", "he", "she", "who")
        ) or (
            word in known.third
            and later > 1
            and words[later - 2].lower() in ("as", "while")
            and not before.endswith("s")
        ):
            made[later] = known.third[word]
    return " ".join(made)


def _future(words: list[str]) -> str | None:
    for index in range(1, min(len(words) - 2, 6)):
        if (
            words[index] == "to"
            and words[index + 1].islower()
            and words[index - 1].lower() not in ("set", "due", "ready", "able", "how", "time")
        ):
            known, before = headline_words(), words[index - 1]
            plural = before.lower() in known.people or before.lower().removesuffix("s") in known.a_nouns
            subject = [w.strip(",").lower() for w in words[:index]]
            if (
                "," in " ".join(words[:index])
                or {"to", "on", "for", "with", "after", "over"} & set(subject)
                or any(w in known.base or w in known.third for w in subject[1:])
            ):
                return None
            if "and" in subject or (not before[0].isupper() and not plural):
                return None
            return " ".join([*words[:index], "were" if plural else "was", *words[index:]])
    return None


def _passive(text: str) -> str | None:
    known = headline_words()
    match = re.match(
        rf"^(?P<who>[^,:;]{{1,70}}?) (?P<done>{'|'.join(sorted(known.participles))})"
        r"(?= (?:in|after|by|as|at|on|for|to|near|when|from|over|while|missing|dead|with|during|amid|following|across|of)\b|$)",
        text,
    )
    if match is None:
        return None
    who = [w for w in match["who"].split() if w.lower() not in known.adverbs]
    if not 0 < len(who) <= 7 or any(_may_be_verb(w.lower()) for w in who[1:]):
        return None  # the subject holds a verb of its own
    rest = [w.strip(",.;").lower() for w in text[match.end() :].split()]
    if any(
        (w in known.base or w in known.third)
        and w not in known.third_nouns
        and third_person(w) not in known.third_nouns
        for w in rest
    ):
        return None  # its verb comes later: what looked like a passive only describes the subject
    last = who[-1].lower()
    plural = (
        bool(_PLURAL.match(match["who"]))
        or last in known.people
        or (last.endswith("s") and not last.endswith(("ss", "us", "'s")))
    )
    adverb = next((w for w in match["who"].split()[1:] if w.lower() in known.adverbs), None)
    verb = f"{'were' if plural else 'was'} {adverb}" if adverb else "were" if plural else "was"
    return f"{' '.join(who)} {verb} {text[match.start('done') :]}"


def _may_be_verb(word: str) -> bool:
    known = headline_words()
    if word in ("after", "as", "when", "while", "amid", "among", "used", "who", "which", "that"):
        return True
    return word in known.participles or word in known.third or word in known.pasts
