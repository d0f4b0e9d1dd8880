"""What the processes under test are forked off with: what they load, loaded, and what they find out at first use, found out.

The libraries of tables are loaded too, although threads of theirs do not outlive a fork: what they start at their import
is not asked for anything. So the country-weeks of `tests.faults.operations.write_warmth` are built here from rows that
another process read.
"""

import gc
import os
import pickle
from pathlib import Path

import deltalake  # noqa: F401
import duckdb  # noqa: F401
import feedparser  # noqa: F401
import httpx  # noqa: F401
import pyarrow.dataset
import pyarrow.parquet  # noqa: F401

import tests.faults.content
import tests.faults.operations
import tests.faults.process  # noqa: F401
from flows.catalogue import attributor_of, load_feeds, profiles_of
from flows.cli.demo_feeds import COUNTRIES
from tasks.country_week import build
from tasks.events.heads import table
from tasks.language.lexicon import event_lexicon, lexicon_languages
from tasks.publish.formats import EXPORTS

table()
for language in (*lexicon_languages(), "und"):
    event_lexicon(language)
load_feeds(COUNTRIES, sorted(profiles_of(COUNTRIES)))
drafts, finished = pickle.loads(Path(os.environ["WEEKWATCH_FAULTS_WARMTH"]).read_bytes())
for draft in drafts:
    for item in draft.items:
        attributor_of(COUNTRIES).about(item.title, item.text, item.lang, outlet_country=item.outlet_country)
    build(draft)
for export in EXPORTS:
    if export.name not in ("pdf", "docx"):
        export.render(finished)
gc.collect()
gc.freeze()  # pages that are shared with the forks stay so
