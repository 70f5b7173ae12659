"""What the simulator holds, on disk: it survives its own end at any moment."""

from __future__ import annotations

import json
import secrets
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from attrs import asdict, define, field

from tunemantra.contrib.sandbox.requests import Json

if TYPE_CHECKING:
    from pathlib import Path

Fields = dict[str, "Json"]


def now() -> str:
    """Return this moment in RFC 3339."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def fresh(prefix: str) -> str:
    """Return a new id."""
    return f"{prefix}{secrets.token_hex(8)}"


@define
class Asset:
    """A recording."""

    id: str
    type: str
    metadata: Fields
    ownership: Fields = field(factory=dict)
    policy: Fields = field(factory=dict)

    def said(self, name: str) -> str:
        """Return a field of its metadata as text."""
        return str(self.metadata.get(name) or "")

    @property
    def owned(self) -> bool:
        """Return whether somebody owns some of it somewhere."""
        shares = self.ownership.get("general")
        return isinstance(shares, list) and any(isinstance(one, dict) and one.get("ratio") for one in shares)

    @property
    def matched(self) -> bool:
        """Return whether anything is done with matches."""
        return bool(self.policy.get("rules"))


@define
class Reference:
    """A file of an asset."""

    id: str
    asset_id: str
    content_type: str
    hash: str
    file: str
    status: str = "computing_fingerprint"
    reason: str = ""
    changed: str = field(factory=now)


@define
class Package:
    """A sheet that was handed over; `files` are names and texts of its status reports."""

    id: str
    name: str
    content: str
    icpn: str
    custom_ids: list[str]
    status: str = "PROCESSING"
    created: str = field(factory=now)
    files: list[tuple[str, str]] = field(factory=list)
    done: bool = False


@define
class ArtTrack:
    """A recording's video."""

    isrc: str
    asset_id: str
    video_id: str
    status: str
    reason: str = ""


@define
class MusicRelease:
    """The album playlist of a product."""

    id: str
    icpn: str
    package_id: str
    status: str
    changed: str
    tracks: list[ArtTrack]
    topics: dict[str, str]


@define
class State:
    """Everything there is, by id; covers and releases by product code, channels by artist."""

    assets: dict[str, Asset] = field(factory=dict)
    references: dict[str, Reference] = field(factory=dict)
    packages: dict[str, Package] = field(factory=dict)
    covers: dict[str, str] = field(factory=dict)
    releases: dict[str, MusicRelease] = field(factory=dict)
    channels: dict[str, str] = field(factory=dict)


class Store:
    """The state, and the folder of the files.

    Args:
        folder: of the simulator.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "releases"
        self.parts = folder / "uploads"
        self.parts.mkdir(exist_ok=True)
        self.lock = threading.RLock()
        self._file = folder / "state.json"
        self.state = _state(json.loads(self._file.read_bytes())) if self._file.exists() else State()

    def save(self) -> None:
        """Write the state, whole or not at all."""
        with self.lock:
            part = self._file.with_suffix(".part")
            part.write_text(json.dumps(asdict(self.state), ensure_ascii=False), encoding="utf-8")
            part.replace(self._file)

    def home(self, icpn: str) -> Path:
        """Return the folder of a product."""
        home = self.folder / icpn
        home.mkdir(parents=True, exist_ok=True)
        return home

    def asset_of(self, isrc: str) -> Asset | None:
        """Return the asset of a recording."""
        return next((asset for asset in self.state.assets.values() if asset.said("isrc") == isrc), None)

    def references_of(self, asset_id: str) -> list[Reference]:
        """Return the references of an asset, oldest first."""
        return [one for one in self.state.references.values() if one.asset_id == asset_id]

    def package_named(self, name: str) -> Package | None:
        """Return a package by its name."""
        return next((package for package in self.state.packages.values() if package.name == name), None)

    def channel_of(self, artist: str, isni: str, stated: str) -> str:
        """Return the topic channel of an artist: the stated one, else that of the ISNI, else that of the name."""
        key = isni or artist.casefold()
        channel = stated or self.state.channels.get(key) or fresh("UC")
        self.state.channels.setdefault(key, channel)
        return channel


def _state(told: dict[str, dict[str, Any]]) -> State:
    """Return the state from what was written down of it."""
    state = State(covers=told["covers"], channels=told["channels"])
    state.assets = {key: Asset(**one) for key, one in told["assets"].items()}
    state.references = {key: Reference(**one) for key, one in told["references"].items()}
    for key, one in told["packages"].items():
        state.packages[key] = Package(**{**one, "files": [(name, text) for name, text in one["files"]]})
    for key, one in told["releases"].items():
        state.releases[key] = MusicRelease(**{**one, "tracks": [ArtTrack(**track) for track in one["tracks"]]})
    return state
