"""Regular expressions that could take forever: every one that the code compiles, those made of word lists too.

    python -m tests.measure.backtracking [--part 1/4]

All modules are imported, every reader is used in every language that has a lexicon, and what went through `re.compile` meanwhile
is given to Regexploit, which finds where a text could be matched in more than linearly many ways. What it names is timed on
its own attack text, at a length and twice that, and every pattern on a few texts of ours. What grows with the square of the length and
stays cheap at the length that readers read is counted and bounded; what grows faster or is dear is an offence. Needs `pip install regexploit`.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import re
import signal
import sys
import time
from typing import Any, NamedTuple

LENGTHS = (4_000, 8_000)
STEEP = 2.8
"""Times as long for a text twice as long: between linear (2) and quadratic (4)."""
STEEPER = 6.0
"""Between quadratic (4) and cubic (8)."""
LEAST_SECONDS = 0.02
MOST_SECONDS = 0.5
"""What a square may cost at the greater length; more of a text is not read at once (`tests.measure.budgets` measures whole readers)."""
PATIENCE_SECONDS = 20
ATTACKS_EACH = 8
"""Ambiguities of one pattern that are tried."""


class Attack(NamedTuple):
    """A text that may cost a pattern more than it should: what stands before a run of something, and after it."""

    before: str
    repeated: str
    after: str

    def of_length(self, length: int) -> str:
        """The text, the run made about so long."""
        return self.before + self.repeated * (length // len(self.repeated)) + self.after


OWN_ATTACKS = tuple(Attack("", run, "!") for run in ("a", " ", "1", "a ", "-", "\n", "a.", "1,"))
"""Tried on every pattern: the tool names what backtracks from one start, and not what is only tried again from every start."""


def compiled() -> dict[tuple[str, int], str]:
    """(pattern, flags) -> the module that compiled it, of all that the code compiles and uses."""
    found: dict[tuple[str, int], str] = {}
    original = re._compile  # type: ignore[attr-defined]

    def watched(pattern: Any, flags: int) -> Any:
        made = original(pattern, flags)
        frame = sys._getframe(1)
        while frame.f_back is not None and frame.f_globals.get("__name__") == "re":
            frame = frame.f_back
        module = str(frame.f_globals.get("__name__"))
        if module.split(".")[0] in ("tasks", "flows", "warehouse") and isinstance(made.pattern, str):
            found.setdefault((made.pattern, made.flags), module)
        return made

    re._compile = watched  # type: ignore[attr-defined]
    try:
        for root in ("warehouse", "tasks", "flows"):
            for module in pkgutil.walk_packages(importlib.import_module(root).__path__, f"{root}."):
                if not module.name.endswith("__main__"):
                    importlib.import_module(module.name)
        _use_every_reader()
    finally:
        re._compile = original  # type: ignore[attr-defined]
    return found


def _use_every_reader() -> None:
    from tasks.language.lexicon import lexicon_languages
    from tests.measure.budgets import READERS

    text = "Gunmen killed 12 soldiers and wounded 3 near Orvel on Monday, April 20, 2026, police said."
    for reader in READERS.values():
        reader(text)
    from flows.cli.inspection import inspect_class, inspect_places

    for language in lexicon_languages():
        line = {
            "id": "1",
            "title": text,
            "text": text,
            "lang": language,
            "published": "2026-04-24T06:00:00Z",
            "_where": "",
        }
        inspect_class(line)
        inspect_places(line)


class TooSlowError(Exception):
    """The pattern is still at it."""


def ambiguities(pattern: str, flags: int) -> list[Attack] | None:
    """Attacks on a pattern, one for each ambiguity that Regexploit names; None where it cannot read the pattern."""
    from regexploit.ast.sre import SreOpParser
    from regexploit.redos import find

    class Parser(SreOpParser):  # type: ignore[misc]
        """Reads what gives nothing back as what does: it may only name too much."""

        def from_POSSESSIVE_REPEAT(self, data: Any) -> Any:  # noqa: N802 -- the tool's names
            return self.from_MAX_REPEAT(data)

        def from_ATOMIC_GROUP(self, data: Any) -> Any:  # noqa: N802
            return self.sequence_or_singleton(data)

    try:
        found = within(PATIENCE_SECONDS, lambda: list(find(Parser().parse_sre(pattern, flags))))
    except (AttributeError, KeyError, NotImplementedError, RecursionError, TypeError, ValueError, TooSlowError):
        return None
    return [_attack(redos) for redos in found if redos.starriness > 2]


def _attack(redos: Any) -> Attack:
    """What Regexploit would have one try, as a text and not as the Python that makes it."""
    repeated, killer = redos.repeated_character, redos.killer
    both = repeated & killer if killer else None
    if both:
        return Attack(redos.example_prefix, both.example(), "")
    return Attack(redos.example_prefix, repeated.example(), killer.example() if killer else "")


def within(seconds: int, work: Any) -> Any:
    """What the work gives. Raises TooSlowError where it takes longer."""

    def ended(signum: int, frame: object) -> None:
        raise TooSlowError

    signal.signal(signal.SIGALRM, ended)
    signal.alarm(seconds)
    try:
        return work()
    finally:
        signal.alarm(0)


def growth(pattern: str, flags: int, attack: Attack) -> tuple[float, float]:
    """(how many times as long a search takes in twice the text, its seconds of CPU then); (0, 0) where both are quick."""
    compiled_pattern = re.compile(pattern, flags & ~re.UNICODE)
    took = []
    for length in LENGTHS:
        text = attack.of_length(length)
        began = time.process_time()
        try:
            within(PATIENCE_SECONDS, lambda text=text: compiled_pattern.search(text))
        except TooSlowError:
            return float("inf"), float(PATIENCE_SECONDS)
        took.append(time.process_time() - began)
    return (took[1] / max(took[0], 1e-6), took[1]) if took[1] > LEAST_SECONDS else (0.0, 0.0)


def main(arguments: list[str] | None = None) -> int:
    """Prints every pattern that grows more than linearly; 1 where there is one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", default="1/1", help="2/4: every fourth expression, from the second on")
    part, _, parts = parser.parse_args(arguments).part.partition("/")
    ordered = sorted(compiled().items(), key=lambda found: (found[1], found[0]))
    patterns = ordered[int(part) - 1 :: int(parts)]
    named = unread = bad = 0
    squares: list[float] = []
    for (pattern, flags), module in patterns:
        attacks = ambiguities(pattern, flags)
        unread += attacks is None
        named += len(attacks or ())
        tried = [
            (*growth(pattern, flags, attack), attack) for attack in (*(attacks or ())[:ATTACKS_EACH], *OWN_ATTACKS)
        ]
        worse = [found for found in tried if found[0] > STEEPER or found[1] > MOST_SECONDS]
        for times, seconds, attack in worse[:1]:
            shown = f"{times:.1f} times as long, {seconds:.2f} s on {attack.of_length(20)!r}"
            print(f"{module}: {shown}: {pattern[:160]!r}", flush=True)
        bad += bool(worse)
        if not worse and any(times > STEEP for times, _, _ in tried):
            squares.append(max(seconds for _, seconds, _ in tried))
    print(
        f"{len(patterns)} regular expressions, {unread} that the tool cannot read, {named} ambiguities named; "
        f"{len(squares)} grow with the square (dearest {max(squares, default=0):.2f} s at {LENGTHS[1]} characters), "
        f"{bad} faster or dearer than {MOST_SECONDS} s (target 0)"
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
