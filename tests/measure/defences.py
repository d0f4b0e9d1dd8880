"""Whether each defence of docs/SECURITY.md is held by a test: taken away, one by one, the test that is named there must fail.

    python -m tests.measure.defences [--only sql-gate,alerts]

In a copy of the working tree one line of a defence is replaced by one that does nothing, and the defence's test is run. A test that
still passes proves nothing.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.measure.mutation import copy_of_tree


@dataclass(frozen=True, slots=True)
class Defence:
    """A line of code that defends, what it is replaced by, and the test that must notice."""

    name: str
    file: str
    line: str
    without: str
    test: str


DEFENCES = (
    Defence(
        "private-addresses",
        "tasks/collect/http/addresses.py",
        "    return address.is_global and not address.is_multicast",
        "    return True or not address.is_multicast",
        "tests/tasks/collect/http",
    ),
    Defence(
        "packed-bodies",
        "tasks/collect/http/inflate.py",
        "        if self._size > self._limit:",
        "        if self._size > 1 << 62:",
        "tests/tasks/collect/http/test_inflate.py",
    ),
    Defence(
        "entities-to-their-fixpoint",
        "tasks/collect/text.py",
        "                text = strip_tags(text, known_only=True)",
        "                pass",
        "tests/tasks/collect/test_text.py",
    ),
    Defence(
        "unseen-letters-before-tags",
        "tasks/collect/text.py",
        "            text = _seen(_unescape(text))",
        "            text = _unescape(text)",
        "tests/tasks/collect/test_text.py",
    ),
    Defence(
        "dated-again",
        "tasks/collect/identity.py",
        "        if twin and (item.published_at is None",
        "        if twin is None and (item.published_at is None",
        "tests/tasks/collect/test_identity.py",
    ),
    Defence(
        "quotation-marks-of-csv",
        "tasks/collect/archives/rows.py",
        "    for count in range(1, _LONGEST_RECORD + 1):",
        "    for count in range(_LONGEST_RECORD, _LONGEST_RECORD + 1):",
        "tests/tasks/collect/archives/test_rows.py",
    ),
    Defence(
        "bombs-of-parquet",
        "tasks/collect/archives/rows.py",
        "read_dictionary=names,",
        "read_dictionary=[],",
        "tests/tasks/collect/archives/test_rows.py",
    ),
    Defence(
        "passwords-in-addresses",
        "tasks/collect/http/request.py",
        '    url = re.sub(r"//[^/@\\s]*@", "//", url)\n',
        "",
        "tests/tasks/collect/http/test_fetch.py",
    ),
    Defence(
        "country-of-a-line",
        "flows/cli/inspection.py",
        '_COUNTRY = re.compile(r"[A-Z]{2}")',
        '_COUNTRY = re.compile(r".*")',
        "tests/flows/cli/test_app.py::test_a_country_of_a_line_is_no_path",
    ),
    Defence(
        "names-of-homes-in-utf-8",
        "warehouse/store/home.py",
        "    _check_encoding(found)",
        "    pass",
        "tests/warehouse/store/test_home.py",
    ),
    Defence(
        "disks-that-may-only-be-read",
        "warehouse/sql/sync.py",
        "        with suppress(OSError):  # a disk",
        "        with suppress(KeyError):  # a disk",
        "tests/warehouse/store/test_faults.py",
    ),
    Defence(
        "sql-gate",
        "warehouse/sql/text.py",
        "    if kind != duckdb.StatementType.SELECT:",
        "    if kind == duckdb.StatementType.COPY:",
        "tests/warehouse/sql/test_text.py",
    ),
    Defence(
        "sql-outside",
        "warehouse/sql/connect.py",
        "set enable_external_access = false",
        "set enable_external_access = true",
        "tests/warehouse/sql/test_connect.py",
    ),
    Defence(
        "sql-time",
        "warehouse/sql/limits.py",
        "    if not in_time:\n        connection.interrupt()\n",
        "    if not in_time:\n",
        "tests/warehouse/sql/test_limits.py",
    ),
    Defence(
        "sql-time-of-the-whole-answer",
        "warehouse/sql/connect.py",
        "    timer.start()",
        "    timer.cancel()",
        "tests/warehouse/sql/test_connect.py",
    ),
    Defence(
        "sql-that-does-not-heed",
        "warehouse/sql/limits.py",
        "            raise DeafError(thread)\n",
        "            ended.wait()\n",
        "tests/warehouse/sql/test_limits.py",
    ),
    Defence(
        "mentions-in-alerts",
        "tasks/publish/notify.py",
        '_COMMANDS = re.compile(r"@|',
        '_COMMANDS = re.compile(r"',
        "tests/tasks/publish/test_inert_messages.py",
    ),
    Defence(
        "formulas-in-csv",
        "tasks/publish/formats/csv.py",
        '    return f"\'{shown}" if shown.startswith(_FORMULAS) else shown',
        "    return shown",
        "tests/tasks/publish/formats/test_csv.py",
    ),
    Defence(
        "served-host",
        "flows/cli/serve.py",
        "        if host.lower() not in OWN_NAMES:",
        "        if host is None:",
        "tests/flows/cli/test_serve.py",
    ),
    Defence(
        "served-links-out",
        "flows/cli/serve.py",
        "or not found.resolve().is_relative_to(root)",
        "",
        "tests/flows/cli/test_serve.py",
    ),
    Defence(
        "fsync",
        "warehouse/store/data_files.py",
        "            os.fsync(file.fileno())",
        "            pass",
        "tests/warehouse/store/test_durability.py",
    ),
    Defence(
        "torn-logs",
        "warehouse/store/table_log.py",
        '        _refuse_torn_log(Path(where) / "_delta_log")',
        "        pass",
        "tests/warehouse/store/test_durability.py",
    ),
    Defence(
        "room-for-memory",
        "warehouse/store/table_log.py",
        "    check_room()",
        "    pass",
        "tests/warehouse/store/test_room.py",
    ),
    Defence(
        "reading-without-threads",
        "warehouse/store/reading.py",
        "columns=stored, use_threads=False)",
        "columns=stored)",
        "tests/warehouse/store/test_reading.py",
    ),
    Defence(
        "page-checksums-and-sha256",
        "warehouse/store/soundness.py",
        "stated_sha256(path) not in (None, sha256_of(Path(where)))",
        "False",
        "tests/warehouse/store/test_durability.py",
    ),
    Defence(
        "attempts-after-what-they-brought",
        "flows/collecting/feeds.py",
        "    store.append(issues)\n    store.append(fetches)",
        "    store.append(fetches)\n    store.append(issues)",
        "tests/faults/test_injection.py",
    ),
    Defence(
        "private-homes",
        "warehouse/store/home.py",
        "        folder.chmod(0o700)",
        "        pass",
        "tests/warehouse/store/test_home.py",
    ),
    Defence(
        "erased-does-not-come-back",
        "warehouse/store/country_weeks.py",
        "and not (isinstance(row, FeedItem) and hash_of(row.url) in erased)",
        "",
        "tests/warehouse/test_erasure.py",
    ),
    Defence(
        "prefects-login",
        "deployments/compose.yaml",
        "      PREFECT_SERVER_API_AUTH_STRING: ${PREFECT_LOGIN:?write it into deployments/.env}\n",
        "",
        "tests/deployments/test_team.py",
    ),
    Defence(
        "metadata-out-of-reach",
        "deployments/kubernetes/network.yaml",
        "169.254.0.0/16, ",
        "",
        "tests/deployments/test_team.py",
    ),
)


def is_missed(defence: Defence, tree: Path) -> bool:
    """Whether the test fails in the tree without the defence. Raises ValueError where the line is not there once."""
    file = tree / defence.file
    text = file.read_text(encoding="utf-8")
    if text.count(defence.line) != 1:
        raise ValueError(f"{defence.name}: the line stands {text.count(defence.line)} times in {defence.file}")
    file.write_text(text.replace(defence.line, defence.without), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-m", "not slow", defence.test]
    try:
        ran = subprocess.run(command, cwd=tree, capture_output=True, text=True)
    finally:
        file.write_text(text, encoding="utf-8")
    if (
        ran.returncode not in (0, 1) and " failed" not in ran.stdout
    ):  # a thread that was left behind may end the process
        raise ValueError(f"{defence.name}: the tests could not be run: {ran.stdout[-400:]}")
    return ran.returncode != 0


def main(arguments: list[str] | None = None) -> int:
    """Prints a line for each defence; 1 where one is missed by no test."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=",".join(defence.name for defence in DEFENCES))
    chosen = parser.parse_args(arguments).only.split(",")
    unproved = 0
    with tempfile.TemporaryDirectory(prefix="weekwatch-defences-") as folder:
        tree = copy_of_tree(Path(folder))
        for defence in (one for one in DEFENCES if one.name in chosen):
            missed = is_missed(defence, tree)
            unproved += not missed
            print(
                f"{defence.name:34} {'its test fails' if missed else 'NOBODY MISSES IT':18} {defence.test}", flush=True
            )
    print(f"{len(chosen)} defences taken away one by one, {unproved} missed by no test (target 0)")
    return 1 if unproved else 0


if __name__ == "__main__":
    sys.exit(main())
