"""Room for memory: a limit on a process's address space is told before the libraries of the tables meet it.

Under a limit such as `ulimit -v` delta-rs and Arrow are refused threads in the middle of their work, and then may wait for ever instead of
failing. A container's limit of memory is another matter: it counts what is used, not what is reserved, and ends the process.
"""

from __future__ import annotations

import functools
from pathlib import Path

from warehouse.errors import WarehouseError

ROOM_BYTES = 1792 * 1024 * 1024
"""What must be left before the first table: opening it starts the threads of delta-rs, which reserve 700 to 930 MB on two cores, and the first
commit takes it to 1.6 GB."""
_SIZES = Path("/proc/self/statm")
"""Pages of this process: the first number is all of its addresses, the sixth its data and stacks."""


@functools.cache
def check_room() -> None:
    """Raises WarehouseError where this process may take less than `ROOM_BYTES` more; does nothing where there is no limit.

    A process that had room once is not asked again: what its threads reserved then is no more to be left.
    """
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    for name, option, column in ((resource.RLIMIT_AS, "-v", 0), (resource.RLIMIT_DATA, "-d", 5)):
        limit, _ = resource.getrlimit(name)
        if limit == resource.RLIM_INFINITY or not _SIZES.exists():
            continue
        taken = int(_SIZES.read_text().split()[column]) * resource.getpagesize()
        if limit - taken < ROOM_BYTES:
            raise WarehouseError(
                f"too little memory is left: {max(0, limit - taken) >> 20} MB under the limit of {limit >> 20} MB "
                f"(`ulimit {option}`), and {ROOM_BYTES >> 20} MB are needed",
                remedy=f"raise it (`ulimit {option} unlimited`); to bound memory, give a container or service a limit (MemoryMax, mem_limit)",
            )
