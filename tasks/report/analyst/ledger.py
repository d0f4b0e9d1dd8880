"""EDGE. Ledger: a file in the home with the answers that models gave, and what each run has spent.

Money and tokens are reserved at their worst case before a question is sent and settled after the answer, in one
transaction each, so that several processes of a run together stay below its limits; what was reserved when a process died
counts as spent. A kept answer is given again for the same question without asking.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import WarehouseError

_WAIT_SECONDS = 30.0
"""For another process's transaction, which takes milliseconds."""

_TABLES = """
create table if not exists answers(
    digest text primary key, body text not null, input_tokens integer not null, output_tokens integer not null, usd real);
create table if not exists spend(
    id integer primary key, run text not null, report text not null, model text not null,
    input_tokens integer not null, output_tokens integer not null, usd real not null, settled integer not null default 0);
create index if not exists spend_run on spend(run, report);
create table if not exists steps(reservation integer primary key, step text not null);
"""


class OverBudgetError(Exception):
    """A question that could go over a limit; it is not sent."""


@dataclass(frozen=True, slots=True)
class SpendingLimits:
    """What may be spent on one report and in one run."""

    tokens_per_report: int
    tokens_per_run: int
    usd_per_report: float
    usd_per_run: float


@dataclass(frozen=True, slots=True)
class Spend:
    """Tokens and dollars; `usd` is None where no price is known."""

    input_tokens: int = 0
    output_tokens: int = 0
    usd: float | None = 0.0

    @property
    def tokens(self) -> int:
        """Both kinds together."""
        return self.input_tokens + self.output_tokens

    def __add__(self, other: Spend) -> Spend:
        usd = None if self.usd is None or other.usd is None else self.usd + other.usd
        return Spend(self.input_tokens + other.input_tokens, self.output_tokens + other.output_tokens, usd)


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was kept: its JSON and what it cost when it was given, failed attempts included."""

    body: str
    spend: Spend


class Ledger:
    """The ledger in one file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            db = sqlite3.connect(self.path, timeout=_WAIT_SECONDS, isolation_level=None)
            try:
                db.executescript(_TABLES)
                db.execute("begin immediate")
                yield db
                db.execute("commit")
            finally:
                db.close()
        except (OSError, sqlite3.Error) as error:
            raise WarehouseError(
                f"the ledger of models cannot be used ({error})",
                where=str(self.path),
                remedy="check the folder's rights; the file may be deleted: answers are then asked for again",
            ) from error

    def kept(self, digest: str) -> Kept | None:
        """The answer kept for a question; None where there is none."""
        with self._open() as db:
            row = db.execute(
                "select body, input_tokens, output_tokens, usd from answers where digest = ?", [digest]
            ).fetchone()
        return Kept(row[0], Spend(row[1], row[2], row[3])) if row else None

    def keep(self, digest: str, body: str, spend: Spend) -> None:
        """Keeps an answer; the first one kept for a question stays."""
        with self._open() as db:
            db.execute(
                "insert or ignore into answers values (?, ?, ?, ?, ?)",
                [digest, body, spend.input_tokens, spend.output_tokens, spend.usd],
            )

    def reserve(
        self, run: str, report: str, model: str, worst: Spend, limits: SpendingLimits, step: str = "write"
    ) -> int:
        """The number of a reservation of the worst case, for a step of a report. Raises OverBudgetError where it could pass a limit."""
        with self._open() as db:
            for where, values, tokens_limit, usd_limit, name in (
                ("run = ? and report = ?", [run, report], limits.tokens_per_report, limits.usd_per_report, "report"),
                ("run = ?", [run], limits.tokens_per_run, limits.usd_per_run, "run"),
            ):
                tokens, usd = db.execute(
                    f"select coalesce(sum(input_tokens + output_tokens), 0), coalesce(sum(usd), 0) from spend where {where}",
                    values,
                ).fetchone()
                if tokens + worst.tokens > tokens_limit:
                    raise OverBudgetError(
                        f"the next question could take the {name} past {tokens_limit:,} tokens ({tokens:,} spent)"
                    )
                if worst.usd is not None and usd + worst.usd > usd_limit:
                    raise OverBudgetError(
                        f"the next question could take the {name} past ${usd_limit:.2f} (${usd:.4f} spent)"
                    )
            cursor = db.execute(
                "insert into spend(run, report, model, input_tokens, output_tokens, usd) values (?, ?, ?, ?, ?, ?)",
                [run, report, model, worst.input_tokens, worst.output_tokens, worst.usd or 0.0],
            )
            reservation = int(cursor.lastrowid or 0)
            db.execute("insert or replace into steps values (?, ?)", [reservation, step])
            return reservation

    def settle(self, reservation: int, spend: Spend) -> None:
        """Puts what a question really cost in the place of its reservation."""
        with self._open() as db:
            db.execute(
                "update spend set input_tokens = ?, output_tokens = ?, usd = ?, settled = 1 where id = ?",
                [spend.input_tokens, spend.output_tokens, spend.usd or 0.0, reservation],
            )

    def spent(self, run: str | None = None) -> Spend:
        """What one run, or all together, has spent, reservations included."""
        with self._open() as db:
            row = db.execute(
                "select coalesce(sum(input_tokens), 0), coalesce(sum(output_tokens), 0), coalesce(sum(usd), 0) "
                "from spend where ? is null or run = ?",
                [run, run],
            ).fetchone()
        return Spend(*row)

    def newest(self, run: str) -> tuple[int, str, str] | None:
        """How many questions a run has sent, and of the newest its report and step; None before the first."""
        with self._open() as db:
            row = db.execute(
                "select count(*) over (), report, coalesce(step, '') from spend left join steps on reservation = id where run = ? "
                "order by id desc limit 1",
                [run],
            ).fetchone()
        return (int(row[0]), str(row[1]), str(row[2])) if row else None

    def typical(self, model: str) -> Spend | None:
        """The mean spend on one report by this model; None where it never wrote one."""
        with self._open() as db:
            row = db.execute(
                "select count(distinct run || report), sum(input_tokens), sum(output_tokens), sum(usd) from spend where model = ?",
                [model],
            ).fetchone()
        return Spend(row[1] // row[0], row[2] // row[0], row[3] / row[0]) if row[0] else None
