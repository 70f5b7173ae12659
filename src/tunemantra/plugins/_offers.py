"""What the hooks collect: each kind of offer unique by its key, and none that would only fail later, in use."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final, Generic, Protocol, TypeVar

import attrs
from attrs import define, field, frozen

from tunemantra.core.status import SUBSTATES
from tunemantra.errors import PluginError
from tunemantra.plugins._loader import PluginRecord
from tunemantra.ports.hooks import API_VERSION
from tunemantra.ports.platform import Platform
from tunemantra.ports.providers import NotifierProvider, StorageProvider, TranscoderProvider, TransportProvider

ACCEPTED: Final = (API_VERSION - 1, API_VERSION)
"""Versions of the plugin contract that an offer may be written for."""

_NAME: Final = re.compile(r"[a-z][a-z0-9_-]*")
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*")
_OPENERS: Final = ("open_files", "open_api", "open_mailbox", "open_calls", "open_tool")


class ForeignError(PluginError):
    """An offer is written for another version of the plugin contract."""


class _Offer(Protocol):
    @property
    def api(self) -> int: ...


_T = TypeVar("_T", bound=_Offer)


@frozen
class Claimed:
    """What one plugin offers of one kind, judged and not yet taken: its keys, and the step that takes it."""

    kind: str
    keys: tuple[str, ...]
    take: Callable[[], None]


@define
class Shelf(Generic[_T]):
    """All offers of one kind that are in use.

    Args:
        hook: what collects them.
        kind: their class.
        word: for people: `platform`.
        key: the attribute that is unique.
        form: what a key looks like.
        judge: raises `PluginError` for one that would fail later.
    """

    hook: str
    kind: type[_T]
    word: str
    key: str
    form: re.Pattern[str]
    judge: Callable[[_T], None]
    _offers: dict[str, _T] = field(factory=dict, init=False)
    _owners: dict[str, PluginRecord] = field(factory=dict, init=False)

    @property
    def offers(self) -> Mapping[str, _T]:
        """Return what is in use, by key, sorted."""
        return MappingProxyType(dict(sorted(self._offers.items())))

    def claim(self, record: PluginRecord, collect: Callable[[type[_T]], Iterable[_T]]) -> Claimed:
        """Return what a plugin offers of this kind, with nothing taken yet.

        Raises:
            ForeignError: written for another version of the contract.
            PluginError: faulty, or a key is taken; distribution and version of both are named.
        """
        offered = tuple(collect(self.kind))
        keys = {self._key_of(offer): offer for offer in offered}
        if len(keys) < len(offered):
            taken = next(key for key in keys if sum(self._key_of(offer) == key for offer in offered) > 1)
            raise self._taken(record, taken, record)
        for key, offer in keys.items():
            if offer.api not in ACCEPTED:
                raise ForeignError(self._foreign(key, offer))
            self._judge_key(key)
            self.judge(offer)
            if key in self._owners:
                raise self._taken(record, key, self._owners[key])
        return Claimed(self.word, tuple(keys), lambda: self._take(record, keys))

    def _take(self, owner: PluginRecord, keys: Mapping[str, _T]) -> None:
        self._offers.update(keys)
        self._owners.update(dict.fromkeys(keys, owner))

    def _key_of(self, offer: _T) -> str:
        key: object = getattr(offer, self.key)
        return key if isinstance(key, str) else repr(key)

    def _judge_key(self, key: str) -> None:
        if not self.form.fullmatch(key):
            raise PluginError(f"{self.word} {self.key} {key!r} is not a short lower-case name")

    def _taken(self, record: PluginRecord, key: str, owner: PluginRecord) -> PluginError:
        message = f"{self.word} {key!r} of {record.origin} is taken by {owner.name} of {owner.origin}"
        return PluginError(message, key=key)

    def _foreign(self, key: str, offer: _T) -> str:
        accepted = " and ".join(str(version) for version in ACCEPTED)
        return f"{self.word} {key!r} is written for version {offer.api} of the plugin contract, not {accepted}"


def _parts(offer: attrs.AttrsInstance) -> Mapping[str, object]:
    """Return the fields as what strangers may have put there."""
    return attrs.asdict(offer, recurse=False)


def _settings(offer: attrs.AttrsInstance, name: str) -> None:
    settings = _parts(offer)["settings"]
    if not inspect.isclass(settings) or not attrs.has(settings):
        raise PluginError(f"the settings of {name} are not an attrs class")


def _platform(platform: Platform) -> None:
    _settings(platform, platform.key)
    parts = _parts(platform)
    if not callable(parts["driver"]) or not callable(parts["connections"]):
        raise PluginError(f"driver and connections of {platform.key} must be callable")
    if parts["derive"] is not None and not callable(parts["derive"]):
        raise PluginError(f"derive of {platform.key} must be callable")
    for native, (status, substate) in platform.status_map.items():
        if substate not in SUBSTATES.get(status, ()):
            raise PluginError(f"{platform.key} maps {native!r} to {status}: {substate}, which does not exist")


def derived(base: Platform, key: str, table: Mapping[str, object]) -> Platform:
    """Return the platform that a plugin serving many stores makes of one table, judged as an offered one is.

    Raises:
        PluginError: the key is no name, the plugin is one platform, or what it makes would fail later.
    """
    if not _NAME.fullmatch(key):
        raise PluginError(f"{key!r} is not a short lower-case name")
    if base.derive is None:
        raise PluginError(f"{base.label} is one platform, and makes no others")
    try:
        made: object = base.derive(base, key, table)
    except Exception as problem:
        raise PluginError(f"{base.label} makes no platform of this table: {problem}") from problem
    if not isinstance(made, Platform) or made.key != key:
        raise PluginError(f"{base.label} makes something else than a platform {key!r}")
    _platform(made)
    return made


def _opens(offer: attrs.AttrsInstance, name: str, openers: Iterable[str]) -> None:
    given = {opener: _parts(offer)[opener] for opener in openers if _parts(offer)[opener] is not None}
    wrong = [opener for opener, made in given.items() if not callable(made)]
    if wrong or not given:
        raise PluginError(f"{name} must have a callable {' or '.join(wrong or openers)}")


def _transport(transport: TransportProvider) -> None:
    _opens(transport, transport.scheme, _OPENERS)


def _storage(storage: StorageProvider) -> None:
    _settings(storage, storage.scheme)
    _opens(storage, storage.scheme, ("open",))


def _transcoder(transcoder: TranscoderProvider) -> None:
    _settings(transcoder, transcoder.name)
    _opens(transcoder, transcoder.name, ("audio", "images"))


def _notifier(notifier: NotifierProvider) -> None:
    _settings(notifier, notifier.name)
    _opens(notifier, notifier.name, ("open",))


def platforms() -> Shelf[Platform]:
    """Return an empty shelf for platforms."""
    return Shelf("tunemantra_platforms", Platform, "platform", "key", _NAME, _platform)


def transports() -> Shelf[TransportProvider]:
    """Return an empty shelf for transports."""
    return Shelf("tunemantra_transports", TransportProvider, "transport", "scheme", _SCHEME, _transport)


def storages() -> Shelf[StorageProvider]:
    """Return an empty shelf for asset stores."""
    return Shelf("tunemantra_storages", StorageProvider, "storage", "scheme", _SCHEME, _storage)


def transcoders() -> Shelf[TranscoderProvider]:
    """Return an empty shelf for audio and image processors."""
    return Shelf("tunemantra_transcoders", TranscoderProvider, "transcoder", "name", _NAME, _transcoder)


def notifiers() -> Shelf[NotifierProvider]:
    """Return an empty shelf for notifiers."""
    return Shelf("tunemantra_notifiers", NotifierProvider, "notifier", "name", _NAME, _notifier)


__all__ = [
    "ACCEPTED",
    "Claimed",
    "ForeignError",
    "Shelf",
    "derived",
    "notifiers",
    "platforms",
    "storages",
    "transcoders",
    "transports",
]
