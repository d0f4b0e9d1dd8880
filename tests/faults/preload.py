"""What the processes under test are forked off with.

The libraries of tables are loaded too, although threads of theirs do not outlive a fork: what they start at their import
is not asked for anything.
"""

import deltalake  # noqa: F401
import duckdb  # noqa: F401
import pyarrow.dataset
import pyarrow.parquet  # noqa: F401

import tests.faults.content
import tests.faults.operations
import tests.faults.process  # noqa: F401
from flows.catalogue import attributor_of
from flows.cli.demo_feeds import COUNTRIES
from tasks.events.heads import table
from tasks.language.lexicon import event_lexicon, lexicon_languages

attributor_of(COUNTRIES)
table()
for language in (*lexicon_languages(), "und"):
    event_lexicon(language)
