"""Addresses of articles that were erased (`warehouse.erasure`): what stands there does not come in again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from warehouse.errors import WarehouseError
from warehouse.store.home import Home

ERASED = "erased.json"


def erased_addresses(home: Home) -> Mapping[str, str]:
    """SHA-256 of an address, 64 hex digits -> when it was erased. Raises WarehouseError where the file is damaged."""
    text = home.read_text(ERASED)
    try:
        found = json.loads(text) if text else {}
        return {str(address): str(at) for address, at in found.items()}
    except (ValueError, AttributeError) as error:
        raise WarehouseError(
            f"is damaged ({error})", where=f"{home.location}/{ERASED}", remedy="restore it from a backup"
        ) from error


def hash_of(address: str) -> str:
    """What is kept of an erased address: its SHA-256, 64 hex digits."""
    return hashlib.sha256(address.encode()).hexdigest()
