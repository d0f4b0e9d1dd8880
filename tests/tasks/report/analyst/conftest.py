"""The week that the scripted models write about."""

from __future__ import annotations

import pytest

from tasks.report.evidence import Evidence
from tests.tasks.report_rows import small_week


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return small_week()
