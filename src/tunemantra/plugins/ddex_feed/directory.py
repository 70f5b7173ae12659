"""The directory of stores: what is known of each, which of it is public, and where that is said.

`stores.toml` states what differs from the common practice of the trade. A fact with an address is public and was read
there; everything else is to be confirmed by the store's own papers, and is never called public.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from attrs import Attribute, evolve, field, fields, frozen, validators

from tunemantra.plugins.ddex_feed.profile import FLAT, LABEL, LONGEST_SUFFIX, WORDS

if TYPE_CHECKING:
    from tunemantra.contrib.ddex.exchange import Choreography

FILE: Final = "stores.toml"
_MARKED: Final = "BatchComplete_{batch}.xml"
_NOWHERE: Final[Mapping[str, str]] = MappingProxyType({})


def _word(_store: Store, attribute: Attribute[str], value: str) -> None:
    if value not in WORDS[attribute.name]:
        raise ValueError(f"{attribute.name}: {value!r} is none of {', '.join(WORDS[attribute.name])}")


@frozen
class Store:
    """How one store takes its feed; the defaults are the common practice.

    Args:
        label: name for people.
        dpid: its DDEX party id; empty where none is known.
        ern: version of the message, as in its namespace.
        release_profile: a word of `RELEASE_PROFILES`.
        transport: `sftp`, `ftps` or `s3`.
        choreography: a word of `CHOREOGRAPHIES`: batches or release by release, folders and names.
        marker: what completes a batch; `message` where nothing follows the message, as always release by release.
        manifest: version of the manifest, where the marker is one.
        status: a word of `STATUS_WAYS`.
        ack: form of the acknowledgements, where the status comes as such.
        sheet: a key of `profile.SHEETS`, where it comes as CSV.
        hash: a word of `HASHES`.
        takedown: a word of `TAKEDOWNS`.
        audio, image: keys of `profile.AUDIO` and `profile.IMAGES`.
        suffix: characters of the delivery's hash after the batch's stamp, which tell deliveries of one moment apart;
            0 for the stamp alone.
        public: where facts are said in public, by the names above.
        note: what the facts cannot say.
    """

    label: str
    dpid: str = ""
    ern: str = field(default="43", validator=_word)
    release_profile: str = field(default="standard", validator=_word)
    transport: str = field(default="sftp", validator=_word)
    choreography: str = field(default="icpn-batched", validator=_word)
    marker: str = field(default="manifest", validator=_word)
    manifest: str = field(default="1.8", validator=_word)
    status: str = field(default="ack", validator=_word)
    ack: str = field(default="1.8", validator=_word)
    sheet: str = field(default="upc-status", validator=_word)
    hash: str = field(default="sha-256", validator=_word)
    takedown: str = field(default="no-deal", validator=_word)
    audio: str = field(default="flac-16-44.1", validator=_word)
    image: str = field(default="jpeg-3000", validator=_word)
    suffix: int = field(default=8, validator=[validators.ge(0), validators.le(LONGEST_SUFFIX)])
    public: Mapping[str, str] = field(default=_NOWHERE, hash=False)
    note: str = ""

    @property
    def completion(self) -> str:
        """Return what completes a folder; a release that comes alone is complete with its message."""
        return "message" if self.choreography.endswith("release-by-release") else self.marker

    @property
    def silent(self) -> bool:
        """Return whether it never says what became of a delivery."""
        return self.status == "ack" and self.ack == "none"

    @property
    def gathers(self) -> bool:
        """Return whether a batch has room for several releases: a folder for each, and a mark that completes all."""
        return self.completion != "message" and self.choreography not in FLAT

    @property
    def exchange(self) -> Choreography:
        """Return how files are exchanged: the choreography with this store's marker."""
        from tunemantra.contrib.ddex.exchange import VARIANTS, Completion

        base = VARIANTS[self.choreography]
        marker = Completion(self.completion)
        name = None if marker is Completion.MESSAGE else (base.completion_name or _MARKED)
        return evolve(base, completion=marker, completion_name=name)

    def facts(self) -> Mapping[str, str | int]:
        """Return what the store is, by the names of `FACTS`."""
        return {name: getattr(self, name) for name in FACTS}


FACTS: Final = tuple(one.name for one in fields(Store) if one.name not in {"label", "public", "note"})
"""The names of what a store can be told about, each public or to be confirmed."""
GENERIC: Final = Store(LABEL, audio="wav-16-44.1")
"""The store without a profile: the common practice."""


@cache
def directory() -> Mapping[str, Store]:
    """Return every store of the directory by its name, sorted.

    Raises:
        ValueError: the file states what no feed can be told.
    """
    text = resources.files(__package__).joinpath(FILE).read_text("utf-8")
    return MappingProxyType({name: read_store(name, table) for name, table in sorted(tomllib.loads(text).items())})


def read_store(name: str, table: Mapping[str, object]) -> Store:
    """Return the store of a table of the directory: plain values are to be confirmed, `{ is, said }` are public.

    Raises:
        ValueError: an unknown fact, or a value it cannot have.
    """
    values: dict[str, object] = {}
    public: dict[str, str] = {}
    for key, value in table.items():
        if key not in {*FACTS, "label", "note"}:
            raise ValueError(f"{name}: a store has no {key!r}")
        if isinstance(value, Mapping):
            values[key], public[key] = value["is"], str(value["said"])
        else:
            values[key] = value
    return Store(**values, public=public)  # type: ignore[arg-type]


def stated(store: Store, table: Mapping[str, object], *, label: str = "") -> Store:
    """Return a store with the facts that somebody states otherwise; a value it cannot have is left out.

    Args:
        store: as the directory has it.
        table: facts by name; empty ones are as in the directory.
        label: another name for people; empty for the same.
    """
    store = evolve(store, label=label or store.label)
    for name in FACTS:
        value = table.get(name)
        if value is not None and value != "":
            store = _with(store, name, value)
    return store


def _with(store: Store, name: str, value: object) -> Store:
    public = {key: where for key, where in store.public.items() if key != name}
    changed: dict[str, Any] = {name: value, "public": public}
    try:
        return evolve(store, **changed)
    except (TypeError, ValueError):
        return store


__all__ = ["FACTS", "FILE", "GENERIC", "Store", "directory", "read_store", "stated"]
