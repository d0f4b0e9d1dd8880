"""Small files on object storage: a warehouse's mark, and local copies of immutable Parquet files."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from warehouse.errors import WarehouseError


def read_text(address: str) -> str | None:
    """The text of an object; None where there is none. Raises WarehouseError where the storage does not answer."""
    try:
        with _filesystem().open_input_file(_key(address)) as stream:
            return bytes(stream.read()).decode()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unreachable(address, error) from error


def write_text(address: str, text: str) -> None:
    """Writes an object whole."""
    write_bytes(address, text.encode())


def write_bytes(address: str, content: bytes) -> int:
    """Writes an object whole, and gives the time of it, ms since 1970. Raises WarehouseError where the storage refuses it."""
    try:
        storage = _filesystem()
        with storage.open_output_stream(_key(address)) as stream:
            stream.write(content)
        return int(storage.get_file_info(_key(address)).mtime_ns) // 1_000_000
    except OSError as error:
        raise _unreachable(address, error) from error


def fetch(address: str, target: Path) -> None:
    """Copies an immutable object to a local file, unless it is there already."""
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with _filesystem().open_input_stream(_key(address)) as source, beside.open("wb") as sink:
            while chunk := source.read(1 << 20):
                sink.write(chunk)
        beside.replace(target)
    except OSError as error:
        with suppress(OSError):  # on a disk that may only be read
            beside.unlink(missing_ok=True)
        raise _unreachable(address, error) from error


def _filesystem() -> Any:
    from pyarrow.fs import AwsStandardS3RetryStrategy, S3FileSystem

    endpoint = os.environ.get("AWS_ENDPOINT_URL")
    return S3FileSystem(
        endpoint_override=endpoint,
        region=os.environ.get("AWS_REGION"),
        connect_timeout=10,
        request_timeout=30,  # the default of 3 s is too short for a storage that is busy
        retry_strategy=AwsStandardS3RetryStrategy(max_attempts=3),
    )


def _key(address: str) -> str:
    return address.removeprefix("s3://")


def _unreachable(address: str, error: OSError) -> WarehouseError:
    return WarehouseError(
        f"the object storage refused ({str(error).strip()[:300]})",
        where=address,
        remedy="check AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    )
