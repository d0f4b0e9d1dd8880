"""Translators: a folder of Argos models (CTranslate2), a LibreTranslate server, or apertium. Each turns one text at a time.

What they answer is hostile text like any that comes from outside: it is cut, put on one line, and marked where it is shown.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from tasks.report.prose.inert import plain
from warehouse.errors import InputError

TIMEOUT_SECONDS = 30.0
"""For one headline, however slowly it is answered."""
CHARACTERS_AT_MOST = 400
"""Of a translation: a longer one is not a headline's."""
API_KEY = "LIBRETRANSLATE_API_KEY"
APERTIUM = "apertium"
ALPHA_3 = {
    "en": "eng", "es": "spa", "fr": "fra", "pt": "por", "it": "ita", "ca": "cat", "gl": "glg", "ru": "rus", "uk": "ukr", "pl": "pol",
    "de": "deu", "ar": "ara", "mk": "mkd", "bg": "bul", "sr": "srp", "hr": "hrv", "sv": "swe", "da": "dan", "nb": "nob", "tr": "tur",
}  # fmt: skip
"""ISO 639-3 codes, by which apertium names most of its pairs."""


class UntranslatedError(Exception):
    """A translator did not answer; its text says why."""


class Translator(Protocol):
    """What translates: its name and settings as a digest, and one text from a language into another."""

    @property
    def name(self) -> str:
        """The engine, as it is named to a reader."""

    @property
    def digest(self) -> str:
        """16 hex digits that change with anything that shapes its answers."""

    def translate(self, text: str, source: str, target: str) -> str | None:
        """The translation; None where it has no such pair of languages. Raises UntranslatedError where it does not answer."""


def parse_translator(setting: str, *, where: str) -> Translator:
    """The translator that a setting names: an http or https address, `apertium`, or a folder of models. Raises InputError naming `where`."""
    text = setting.strip()
    if re.match(r"https?://", text):
        if not re.fullmatch(r"https?://[^\s/@]+(/\S*)?", text):
            raise InputError("translate: is not an http or https address without credentials", where=where)
        return LibreTranslate(text.rstrip("/"))
    if text == APERTIUM:
        return Apertium()
    folder = Path(text).expanduser()
    if not folder.is_dir():
        raise InputError(
            f"translate: {text!r} is neither an address, nor `apertium`, nor a folder",
            where=where,
            remedy="give the address of a LibreTranslate server, or the folder that holds Argos packages, unpacked",
        )
    return ArgosFolder(folder)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def tidy(text: str) -> str:
    """A translation as one line of harmless text, cut where no headline is as long."""
    return plain(text)[:CHARACTERS_AT_MOST].strip()


@dataclass(frozen=True)
class LibreTranslate:
    """A LibreTranslate server, one's own or a hosted one; its key, if it wants one, is in LIBRETRANSLATE_API_KEY."""

    address: str

    name = "LibreTranslate"

    @property
    def digest(self) -> str:
        """Of the address: another server may have other models."""
        return _digest(self.name, self.address)

    def translate(self, text: str, source: str, target: str) -> str | None:
        """The server's translation; None where it says that it has no such language."""
        import httpx  # here: a report without a translator needs no client

        body = {"q": text, "source": source, "target": target, "format": "text"}
        if key := os.environ.get(API_KEY):
            body["api_key"] = key
        try:
            answer = httpx.post(f"{self.address}/translate", json=body, timeout=TIMEOUT_SECONDS, follow_redirects=False)
        except httpx.HTTPError as error:
            raise UntranslatedError(f"the server did not answer ({type(error).__name__})") from error
        if answer.status_code == 400:
            return None
        if answer.status_code != 200:
            raise UntranslatedError(f"the server answered with status {answer.status_code}")
        try:
            found: Any = answer.json()
        except ValueError as error:
            raise UntranslatedError("the server's answer is not JSON") from error
        said = found.get("translatedText") if isinstance(found, dict) else None
        if not isinstance(said, str) or not said.strip():
            raise UntranslatedError("the server's answer holds no translatedText")
        return tidy(said)


@dataclass(frozen=True)
class Apertium:
    """The program `apertium` with the pairs that are installed."""

    program: str = APERTIUM
    name = "apertium"

    @property
    def digest(self) -> str:
        """Of the program's name: which pairs are installed is not known beforehand."""
        return _digest(self.name, self.program)

    def translate(self, text: str, source: str, target: str) -> str | None:
        """The program's translation with unknown words unmarked; None where the pair is not installed."""
        pairs = self._run(["-l"]).split()
        wanted = (f"{source}-{target}", f"{ALPHA_3.get(source, source)}-{ALPHA_3.get(target, target)}")
        pair = next((p for p in pairs if p in wanted), None)
        return tidy(self._run(["-u", pair], text)) if pair else None

    def _run(self, arguments: list[str], text: str = "") -> str:
        try:
            done = subprocess.run(
                [self.program, *arguments], input=text, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=True
            )  # fmt: skip
        except (OSError, subprocess.SubprocessError) as error:
            raise UntranslatedError(f"apertium did not run ({type(error).__name__})") from error
        return done.stdout


@dataclass(frozen=True)
class ArgosFolder:
    """A folder that holds unpacked Argos packages, each with metadata.json, `model` and sentencepiece.model. No network."""

    folder: Path
    name = "Argos Translate"
    _loaded: dict[tuple[str, str], Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def digest(self) -> str:
        """Of the packages' names and versions."""
        return _digest(self.name, *(f"{pair} {package}" for pair, package in sorted(self._packages().items())))

    def _packages(self) -> dict[tuple[str, str], Path]:
        """The folder of the package for each pair of languages."""
        found: dict[tuple[str, str], Path] = {}
        for path in sorted(self.folder.glob("*/metadata.json")):
            try:
                data = json.loads(path.read_text(encoding="utf-8"))
                found[str(data["from_code"]), str(data["to_code"])] = path.parent
            except (OSError, ValueError, KeyError, TypeError) as error:
                raise InputError(f"is not an Argos package ({error})", where=str(path)) from error
        return found

    def translate(self, text: str, source: str, target: str) -> str | None:
        """The model's translation; None where the folder has no package for the pair."""
        package = self._packages().get((source, target))
        if package is None:
            return None
        if (source, target) not in self._loaded:
            self._loaded[source, target] = self._load(package)
        pieces, model = self._loaded[source, target]
        best = model.translate_batch([pieces.encode(text, out_type=str)], beam_size=4)[0].hypotheses[0]
        return tidy(pieces.decode(best))

    @staticmethod
    def _load(package: Path) -> Any:
        try:
            import ctranslate2
            import sentencepiece  # here: both are heavy and optional
        except ImportError as error:
            raise UntranslatedError("needs `pip install 'weekwatch[translate]'`") from error
        pieces = sentencepiece.SentencePieceProcessor(model_file=str(package / "sentencepiece.model"))
        return pieces, ctranslate2.Translator(str(package / "model"), device="cpu", intra_threads=1)
