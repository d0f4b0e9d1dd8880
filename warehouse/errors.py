"""Errors that a person can act on. Expected trouble with one feed or item is not raised: it is an `Issue` row."""

from __future__ import annotations


class WeekwatchError(Exception):
    """Something that the user can fix: what is wrong, where, and how to fix it."""

    def __init__(self, message: str, *, where: str | None = None, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        mend = f"\n  to fix: {self.remedy}" if self.remedy else ""
        return f"{place}{self.message}{mend}"


class InputError(WeekwatchError):
    """An argument or a file given by the user is not what it must be."""


class ProfileError(WeekwatchError):
    """A country profile is wrong; `where` names file and key."""


class NotFoundError(WeekwatchError):
    """What was asked for is not in the warehouse."""


class WarehouseError(WeekwatchError):
    """The warehouse on disk is damaged, foreign or not writable; `where` names the file."""
