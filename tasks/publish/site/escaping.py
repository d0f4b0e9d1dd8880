"""What a page's templates print, made inert and escaped in one step: a large site prints a hundred million values.

Jinja as it comes asks a hook about each value, escapes what that returns and wraps the result; here one function does all three,
and remembers what it made of a text, since names, languages and outlets come again on every page.
"""

from __future__ import annotations

import builtins
import functools
import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemBytecodeCache, nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

from tasks.report.prose.inert import plain

REMEMBERED = 1 << 15
"""Texts: those of some hundred pages, ten megabytes."""


def page_text(value: object) -> str:
    """What a page shows of a value: markup as it is, a text inert and escaped, anything else escaped."""
    kind = type(value)
    if kind is str:
        return _inert_text(value)
    if isinstance(value, Markup):
        return value
    return str(value) if kind is int else escape(value)


@functools.lru_cache(maxsize=REMEMBERED)
def _inert_text(text: str) -> Markup:
    return escape(plain(text))


class _PageCode(CodeGenerator):
    """Prints every value through `page_text`."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        self.write("environment.page_text(")


class PageEnvironment(Environment):
    """Templates whose values are all shown by `page_text`; `a.b` is the attribute b, never an item."""

    code_generator_class = _PageCode
    page_text = staticmethod(page_text)
    getattr = staticmethod(builtins.getattr)  # type: ignore[assignment]


def kept_code() -> FileSystemBytecodeCache:
    """The compiled templates, in a folder of this user's alone: a rebuilt week would spend half its time compiling.

    What another version of this module compiled is never used.
    """
    version = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]
    return FileSystemBytecodeCache(pattern=f"__weekwatch_{version}_%s.cache")
