"""Archives: sources of items for weeks that feeds no longer hold. Each is a module, its import
and place in ARCHIVES, and sample answers in the tests' `fakes.py`.

Files of items (JSONL, CSV, Parquet) need no network and are not in ARCHIVES: `files.py` reads them for the command `import`.
"""

from __future__ import annotations

from tasks.collect.archives.base import Archive
from tasks.collect.archives.common_crawl import COMMON_CRAWL
from tasks.collect.archives.gdelt import GDELT
from tasks.collect.archives.google_news import GOOGLE_NEWS
from tasks.collect.archives.reliefweb import RELIEFWEB
from tasks.collect.archives.wayback import WAYBACK
from tasks.collect.archives.wikipedia import WIKIPEDIA
from tasks.collect.archives.wordpress import WORDPRESS

ARCHIVES: dict[str, Archive] = {
    archive.name: archive for archive in (GOOGLE_NEWS, GDELT, WAYBACK, WORDPRESS, WIKIPEDIA, RELIEFWEB, COMMON_CRAWL)
}
"""Every archive on the web, by name."""
