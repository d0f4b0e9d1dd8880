"""Archives: where items of weeks come from that no feed holds any more. One module and one line in ARCHIVES each.

Files of items (JSONL, CSV, Parquet) are the archive that needs no network: `files.py`, the command `import`.
"""

from __future__ import annotations

from tasks.archives.base import Archive
from tasks.archives.common_crawl import COMMON_CRAWL
from tasks.archives.gdelt import GDELT
from tasks.archives.google_news import GOOGLE_NEWS
from tasks.archives.reliefweb import RELIEFWEB
from tasks.archives.wayback import WAYBACK
from tasks.archives.wikipedia import WIKIPEDIA
from tasks.archives.wordpress import WORDPRESS

ARCHIVES: dict[str, Archive] = {
    archive.name: archive for archive in (GOOGLE_NEWS, GDELT, WAYBACK, WORDPRESS, WIKIPEDIA, RELIEFWEB, COMMON_CRAWL)
}
"""Every archive on the web, by name."""
