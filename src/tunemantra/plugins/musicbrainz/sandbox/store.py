"""What the database holds, on disk: it survives its own end at any moment."""

from __future__ import annotations

import json
import threading
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from attrs import asdict, define, field

if TYPE_CHECKING:
    from pathlib import Path


def now() -> str:
    """Return this moment."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def mbid() -> str:
    """Return a new MBID."""
    return str(uuid.uuid4())


@define
class Recording:
    """A recording, as a track of a release."""

    id: str
    title: str
    isrcs: list[str] = field(factory=list)


@define
class Release:
    """A release; `listed` is whether a search finds it."""

    id: str
    group: str
    title: str
    artist: str
    barcode: str
    discs: list[list[Recording]]
    covers: list[str] = field(factory=list)
    listed: bool = False

    @property
    def recordings(self) -> list[Recording]:
        """Return all of its recordings."""
        return [recording for disc in self.discs for recording in disc]

    @property
    def isrcs(self) -> list[str]:
        """Return the ISRCs of all of its recordings."""
        return [code for recording in self.recordings for code in recording.isrcs]


@define
class Seed:
    """A form that waits for a person, or was entered."""

    id: str
    redirect_uri: str
    fields: list[list[str]]
    state: str = "waiting"
    release_id: str = ""
    edit_id: str = ""

    def said(self, name: str) -> str:
        """Return a field of the form; empty where it has none."""
        return next((value for key, value in self.fields if key == name), "")


@define
class Edit:
    """An edit under vote; `born` is its day on the site's clock."""

    id: str
    release_id: str
    born: float
    history: list[dict[str, str]]
    votes: list[str] = field(factory=list)
    why: str = ""

    @property
    def status(self) -> str:
        """Return its status now."""
        return self.history[-1]["status"]

    @property
    def open(self) -> bool:
        """Return whether it can be voted on."""
        return len(self.history) == 1


@define
class State:
    """Everything there is, by id."""

    releases: dict[str, Release] = field(factory=dict)
    seeds: dict[str, Seed] = field(factory=dict)
    edits: dict[str, Edit] = field(factory=dict)
    days: float = 0.0


class Store:
    """The state, and the folder of the files.

    Args:
        folder: of the simulator.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "releases"
        self.lock = threading.RLock()
        self._file = folder / "state.json"
        self.state = _state(json.loads(self._file.read_bytes())) if self._file.exists() else State()

    def save(self) -> None:
        """Write the state, whole or not at all."""
        with self.lock:
            part = self._file.with_suffix(".part")
            part.write_text(json.dumps(asdict(self.state), ensure_ascii=False), encoding="utf-8")
            part.replace(self._file)

    def home(self, barcode: str) -> Path:
        """Return the folder of a release."""
        home = self.folder / (barcode or "no-barcode")
        home.mkdir(parents=True, exist_ok=True)
        return home

    def seed_of(self, redirect_uri: str) -> Seed | None:
        """Return the seed with an address to come back to."""
        return next((seed for seed in self.state.seeds.values() if seed.redirect_uri == redirect_uri), None)


def _state(told: dict[str, Any]) -> State:
    """Return the state from what was written down of it."""
    state = State(days=told["days"])
    state.seeds = {key: Seed(**one) for key, one in told["seeds"].items()}
    state.edits = {key: Edit(**one) for key, one in told["edits"].items()}
    for key, one in told["releases"].items():
        discs = [[Recording(**track) for track in disc] for disc in one["discs"]]
        state.releases[key] = Release(**{**one, "discs": discs})
    return state
