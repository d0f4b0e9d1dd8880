"""Executive Summary: the bottom line first: the level, why, the gravest events, and what changed since last week."""

from __future__ import annotations

from tasks.report import prose, words
from tasks.report.draft import Desk, Draft, leads
from tasks.report.narrate import outlet_name
from warehouse.tables import Article, Score, Story

KEY = "summary"
EMPTY = "No article about the country was found for this week, so no summary can be given; this is not a sign of calm."
EVENTS = 3
SHORT_WORDS = 26


def write(desk: Desk) -> None:
    """Writes the level with its reason, the leading events in short, and the change."""
    evidence = desk.evidence
    told = [s for s in evidence.by_importance if s.story_id in desk.told]
    if not told:
        return
    desk.add(_level(desk, told))
    for draft in _events(desk, told):
        desk.add(draft)
    desk.add(_change(desk, told))


def level_confidence(score: Score, *, provisional: bool) -> words.Confidence:
    """How sure the level is: by the number of publishers and the width of the score's interval."""
    width = score.score_high - score.score_low
    if provisional or score.publisher_count < 3 or width > 40:
        return "low"
    return "high" if score.publisher_count >= 8 and width <= 20 else "moderate"


def _rests(desk: Desk, told: list[Story]) -> tuple[str, ...]:
    return tuple(desk.told[s.story_id] for s in told)


def _level(desk: Desk, told: list[Story]) -> Draft:
    evidence, score = desk.evidence, desk.evidence.score
    confidence = level_confidence(score, provisional=evidence.provisional)
    name = words.in_prose(evidence.profile.country) if not evidence.profile.synthetic else evidence.profile.name
    if score.threat_level == "Insufficient evidence":
        first = f"The evidence on {name} in this week is insufficient for a threat level, which is not a sign of calm"
        judged = f"we say so with {confidence} confidence"
        text = f"{first}; {judged}."
    else:
        text = (
            f"We assess the threat level for {name} in this week as {score.threat_level} with {confidence} confidence "
            f"(score {score.threat_score:.0f} of 100, 90 % interval {score.score_low:.0f} to {score.score_high:.0f})."
        )
    weighty: dict[str, float] = {}
    for story in told:
        weighty[story.sector] = weighty.get(story.sector, 0.0) + evidence.points.get(story.story_id, 0.0)
    heavy = [s for s in sorted(weighty, key=lambda s: (-weighty[s], s)) if weighty[s] > 0][:2]
    if heavy:
        names = words.join([words.SECTOR_NAMES[s] for s in heavy])  # type: ignore[index]
        text += f" What weighs most is {names}."
    return Draft(
        key=f"{KEY}:level",
        section=KEY,
        text=text,
        citations=leads(evidence, told[:EVENTS]),
        confidence=confidence,
        rests_on=_rests(desk, told[:EVENTS]),
    )


def _events(desk: Desk, told: list[Story]) -> list[Draft]:
    """The leading events, each in one short sentence."""
    by_key = {draft.key: draft for draft in desk.drafts}
    found = []
    for story in told[:EVENTS]:
        source = by_key[desk.told[story.story_id]]
        short = _in_short(desk, story)
        found.append(
            Draft(
                key=f"{KEY}:{story.story_id}",
                section=KEY,
                text=short[0] if short else source.text,
                citations=(short[1].article_id,) if short else source.citations,
                story_id=story.story_id,
                sector=story.sector,
                event_date=source.event_date,
                known=source.known,
            )
        )
    return found


def _in_short(desk: Desk, story: Story) -> tuple[str, Article] | None:
    """The story's first sentence again, cut to its main clause; None where it was not told from a sentence."""
    if story.story_id not in desk.told_by:
        return None
    article, sentence = desk.told_by[story.story_id]
    clause = prose.retell(sentence, article, desk.vocabulary, shorten_to=SHORT_WORDS)
    if clause is None:
        return None
    text = f"{clause.stands_alone}, according to {outlet_name(article, inside=True)}."
    return None if prose.copied_run(text, [article.title, article.text]) is not None else (text, article)


def _change(desk: Desk, told: list[Story]) -> Draft:
    evidence, score, before = desk.evidence, desk.evidence.score, desk.evidence.previous_score
    continuing = [s for s in evidence.stories if s.status == "continuing"]
    new = len(evidence.stories) - len(continuing)
    kept = words.count(len(continuing), "continues", "continue") if continuing else "none continues"
    stories = f"{words.count(new, 'story is', 'stories are')} new and {kept}"
    if before is None:
        text = "There is no week before to compare with; we assess the change as unknown, with high confidence."
    else:
        direction = {
            "deteriorated": "the situation deteriorated against the week before",
            "improved": "the situation improved against the week before",
            "unchanged": "the situation is unchanged against the week before",
            "unknown": "no comparison with the week before can be made",
        }[score.change]
        confidence = level_confidence(score, provisional=evidence.provisional)
        text = (
            f"We assess with {confidence} confidence that {direction} ({before.threat_level}, score "
            f"{before.threat_score:.0f}); {stories} from it."
        )
    return Draft(
        key=f"{KEY}:change",
        section=KEY,
        text=text,
        citations=leads(evidence, told[:EVENTS]),
        confidence="high" if before is None else level_confidence(score, provisional=evidence.provisional),
        rests_on=_rests(desk, told[:EVENTS]),
    )
