"""What country-weeks are read with, loaded into the process that worker processes are forked off: they hold it together.

Imported by multiprocessing's fork server alone. Nothing here starts a thread (importing pyarrow does), opens a table or
leaves a connection open, because none of these outlives a fork.
"""

from __future__ import annotations

import gc
import os
from pathlib import Path

import scipy.cluster.hierarchy
import scipy.sparse  # noqa: F401 -- the grouping of texts imports both where it needs them

import flows.building.batch  # noqa: F401
from flows.catalogue import attributor_of
from flows.homes import BUNDLED_COUNTRIES
from tasks.language.encoder import encode
from tasks.places.gazetteer import gazetteer

attributor_of(Path(os.environ.get("WEEKWATCH_COUNTRIES") or BUNDLED_COUNTRIES))
encode(["loaded"])
gazetteer.cache_clear()  # its connection is this process' own
gc.freeze()  # a look through all this for garbage would copy it into every worker
