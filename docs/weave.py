"""A hook of mkdocs: weaves the pages that live outside docs/ into the site, so that none of them has a copy.

README is its front page. Links between pages are turned to where they lie in the site; a link to a file of the repository that is no
page becomes the file's name.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parent.parent
WOVEN = {
    "README.md": "index.md",
    "CHANGELOG.md": "CHANGELOG.md",
    "CONTRIBUTING.md": "CONTRIBUTING.md",
    "DECISIONS.md": "DECISIONS.md",
    "warehouse/DICTIONARY.md": "DICTIONARY.md",
}
"""Page of the repository -> its name in the site."""

_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")


def on_files(files: Files, config: Any) -> Files:
    """The files of docs/ and the woven ones."""
    for name, page in WOVEN.items():
        files.append(File.generated(config, page, content=(ROOT / name).read_text(encoding="utf-8")))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """The page with its links as the site knows them."""
    source = next((name for name, woven in WOVEN.items() if woven == page.file.src_uri), f"docs/{page.file.src_uri}")
    return woven(markdown, posixpath.dirname(source))


def woven(markdown: str, folder: str) -> str:
    """The text of a page of that folder of the repository, with its links as the site knows them."""

    def turned(match: re.Match[str]) -> str:
        image, text, target = match.groups()
        path, hash_sign, anchor = target.partition("#")
        if not path or "://" in path or path.startswith("mailto:"):
            return match[0]
        place = posixpath.normpath(posixpath.join(folder, path))
        if place in WOVEN:
            return f"{image}[{text}]({WOVEN[place]}{hash_sign}{anchor})"
        if place.startswith("docs/"):
            return f"{image}[{text}]({place.removeprefix('docs/')}{hash_sign}{anchor})"
        return text if place in text else f"{text} (`{place}`)"

    return _LINK.sub(turned, markdown)
