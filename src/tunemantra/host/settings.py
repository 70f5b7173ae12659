"""Settings: from a TOML file, a mapping or the environment, explicitly; wrong ones are reported all at once."""

from __future__ import annotations

import math
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import Attribute, evolve, field, fields, frozen, validators

from tunemantra.core.after import After
from tunemantra.core.circuit import CircuitRule
from tunemantra.core.ease import EaseRule
from tunemantra.core.finding import error
from tunemantra.core.pace import Pace
from tunemantra.core.schedule import LeadTime, LeadUnit
from tunemantra.errors import Category, SettingsError, TuneMantraError
from tunemantra.host.structuring import RULE, structure
from tunemantra.pipeline.retry import Limit, RetryPolicy

LARGEST = 1024 * 1024
"""Bytes a settings file may have."""


def _positive(_instance: object, attribute: Attribute[Any], value: float) -> None:
    if not 0 < value < math.inf:
        message = f"{attribute.name} must be a number more than 0, not {value}"
        raise ValueError(message)


def _after(_instance: object, attribute: Attribute[Any], value: Mapping[str, tuple[str, ...]]) -> None:
    for key, texts in value.items():
        for text in texts:
            try:
                After.parse(text)
            except TuneMantraError as problem:
                raise ValueError(f"{attribute.name}.{key}: {problem}") from None


def is_reference(text: str) -> bool:
    """Return whether an address is a reference to one that is kept as a secret."""
    return text.startswith(("env:", "file:", "keyring:"))


def without_password(url: str) -> str:
    """Return a database URL as it may be shown."""
    return re.sub(r"(//[^/@:]*):[^/]*@", r"\1:***@", url)


@frozen
class LimitSettings:
    """How failures of one category are tried again: see `pipeline.retry.Limit`; what is left out is as in `[retry]`."""

    first: float | None = field(default=None, validator=validators.optional(_positive))
    factor: float | None = field(default=None, validator=validators.optional(validators.ge(1.0)))
    longest: float | None = field(default=None, validator=validators.optional(_positive))
    tries: int | None = field(default=None, validator=validators.optional(_positive))


@frozen
class RetrySettings:
    """How failures are tried again: see `pipeline.retry.RetryPolicy`."""

    first: float = field(default=2.0, validator=_positive)
    factor: float = field(default=2.0, validator=validators.ge(1.0))
    longest: float = field(default=3600.0, validator=_positive)
    tries: int = field(default=10, validator=_positive)
    total: float = field(default=7 * 86400.0, validator=_positive)
    longest_asked: float = field(default=86400.0, validator=_positive)
    technical: LimitSettings = field(factory=LimitSettings)
    content: LimitSettings = field(factory=LimitSettings)
    metadata: LimitSettings = field(factory=LimitSettings)
    business_rule: LimitSettings = field(factory=LimitSettings)
    platform: LimitSettings = field(factory=LimitSettings)

    def policy(self) -> RetryPolicy:
        """Return the policy these settings describe."""
        names = [one.name for one in fields(Limit)]
        common = {name: getattr(self, name) for name in names}
        categories = {}
        for category in Category:
            own = getattr(self, category.value.replace("-", "_"))
            stated = {name: value for name in names if (value := getattr(own, name)) is not None}
            if stated:
                categories[category] = Limit(**{**common, **stated})
        return RetryPolicy(**common, total=self.total, longest_asked=self.longest_asked, categories=categories)


@frozen
class PaceSettings:
    """How fast a platform may be called: see `core.pace.Pace`; what is left out is as its profile says."""

    requests: int | None = field(default=None, validator=validators.optional(validators.ge(0)))
    seconds: float | None = field(default=None, validator=validators.optional(_positive))
    concurrent: int | None = field(default=None, validator=validators.optional(validators.ge(0)))

    def over(self, pace: Pace) -> Pace:
        """Return a pace with what is stated here."""
        stated = {one.name: getattr(self, one.name) for one in fields(PaceSettings)}
        return evolve(pace, **{name: value for name, value in stated.items() if value is not None})


@frozen
class SlaSettings:
    """Within what time a platform has to acknowledge an order, instead of the time its profile says.

    Args:
        max: at the longest; 0 for no alert.
        unit: of it: `hours`, `business_days` of the platform's calendar, `weeks`.
    """

    max: int = field(validator=[validators.ge(0), validators.le(10_000)])
    unit: str = field(default="hours", validator=validators.in_(tuple(unit.value for unit in LeadUnit)))

    def window(self) -> LeadTime:
        """Return it as a lead time."""
        return LeadTime(0, self.max, LeadUnit(self.unit))


@frozen
class Settings:
    """Everything that can be set, with the defaults of one process and SQLite.

    Args:
        home: folder of the ledger and the asset store; relative paths count from the settings file's folder.
        database: SQLAlchemy URL of the ledger; empty for `tunemantra.db` in `home`; with a password in it, a reference:
            `env:NAME`, `file:PATH` or `keyring:NAME`.
        ffmpeg: path of the binary; empty to look for it.
        organisation: whose orders these are, where several share one ledger; they take turns.
        queue: how workers hear of deliveries: `threads` of one process, or `celery` for many machines.
        broker: where Celery's messages are, such as `redis://host:6379/0` or `amqp://host//`; with a password in it, a
            reference: `env:NAME`, `file:PATH` or `keyring:NAME`.
        workers: deliveries worked on at the same time.
        media_workers: masters one process works on at the same time, for all its deliveries, one cover beside them; 0
            for one a core.
        lease_seconds: how long a worker may be silent before another one takes over.
        poll_seconds: pause between two looks at a submission; 0 for what each platform asks for.
        ddex_schemas: folder with the DDEX schemas; empty for `TUNEMANTRA_DDEX_SCHEMAS`.
        webhook_url: public URL under which platforms call; empty for the address `worker --webhooks` listens on.
        blocked_plugins: entry-point names that are not loaded.
        safe_mode: load the bundled plugins alone.
        retry: how failures are tried again.
        breaker: when nobody connects any more to an endpoint that does not answer.
        ease: how uploads and time-outs follow what an endpoint has shown.
        storage: where files are kept: `local` for a folder in `home`, `local:///folder`, or a URL whose scheme a plugin
            offers.
        masters: how they come into a `local` storage. `link-first`: where both lie on one file system by a second name
            of the same file, and copied when what was ordered is done; whoever edits the file before that has to order
            it again. `copy`: copied before the order is given back. `link`: never copied, which takes no room.
        duplicates: whether fingerprints of what passed the checks are kept in `home`, and recordings looked for among
            them: the same under another ISRC, another under the same one.
        analysis: when masters are listened to and covers looked at: `check` for `tunemantra check` alone, `always` for
            every delivery as well, `never` for nobody. Each content is analysed once; a delivery's checks use what is
            known of it. What a platform asks a loudness of, or the label makes louder, is listened to in any case.
        transcoder: whose audio and image processors convert, by name.
        platforms: a table for each platform, checked when the platform is first asked for.
        transfers: a table for each platform whose files are sent at a bounded rate, at certain hours, or over few
            connections.
        fallbacks: a table for each platform with another route: the keys of `[platforms.<key>]` that differ there.
        paces: a table for each platform that is to be called at another pace than its profile says.
        sla: a table for each platform that has to acknowledge orders in another time than its profile says.
        after: by platform, where a release has to be before it is sent there, if it goes to both: `["tiktok:live"]`.
        notifiers: a table, if only an empty one, for each notifier that hears of every event.
        storages, transcoders: a table for each storage and transcoder that has settings of its own.
    """

    home: Path = Path("tunemantra-data")
    database: str = field(default="", repr=lambda url: repr(without_password(url)))
    ffmpeg: str = ""
    organisation: str = ""
    queue: str = field(default="threads", validator=validators.in_(("threads", "celery")))
    broker: str = field(default="", repr=lambda url: repr(without_password(url)))
    workers: int = field(default=4, validator=_positive)
    media_workers: int = field(default=0, validator=validators.ge(0))
    lease_seconds: float = field(default=30.0, validator=_positive)
    poll_seconds: float = field(default=0.0, validator=validators.ge(0.0))
    ddex_schemas: str = ""
    webhook_url: str = ""
    blocked_plugins: tuple[str, ...] = ()
    safe_mode: bool = False
    retry: RetrySettings = field(factory=RetrySettings)
    breaker: CircuitRule = field(factory=CircuitRule)
    ease: EaseRule = field(factory=EaseRule)
    storage: str = field(default="local", validator=validators.min_len(1), repr=lambda url: repr(without_password(url)))
    masters: str = field(default="link-first", validator=validators.in_(("link-first", "copy", "link")))
    duplicates: bool = False
    analysis: str = field(default="check", validator=validators.in_(("check", "always", "never")))
    transcoder: str = "ffmpeg"
    platforms: Mapping[str, Mapping[str, object]] = field(factory=dict)
    transfers: Mapping[str, Mapping[str, object]] = field(factory=dict)
    fallbacks: Mapping[str, Mapping[str, object]] = field(factory=dict)
    paces: Mapping[str, PaceSettings] = field(factory=dict)
    sla: Mapping[str, SlaSettings] = field(factory=dict)
    after: Mapping[str, tuple[str, ...]] = field(factory=dict, validator=_after)
    notifiers: Mapping[str, Mapping[str, object]] = field(factory=dict)
    storages: Mapping[str, Mapping[str, object]] = field(factory=dict)
    transcoders: Mapping[str, Mapping[str, object]] = field(factory=dict)

    @classmethod
    def from_mapping(cls, values: Mapping[str, object], *, base: Path | None = None, source: str = "") -> Settings:
        """Return settings from a mapping shaped like the TOML file.

        Raises:
            SettingsError: with a finding for each wrong key or value.
        """
        settings, findings = structure(cls, values, file=source)
        if findings or settings is None:
            many = f"{len(findings)} settings are" if len(findings) > 1 else "a setting is"
            message = f"{source}: {many} wrong" if source else f"{many} wrong"
            raise SettingsError(message, findings)
        if base is not None and not settings.home.is_absolute():
            return evolve(settings, home=base / settings.home)
        return settings

    @classmethod
    def from_file(cls, file: Path | str) -> Settings:
        """Return settings from a TOML file.

        Raises:
            SettingsError: it cannot be read, is no TOML, or holds wrong values; all findings at once.
        """
        path = Path(file)
        try:
            if path.stat().st_size > LARGEST:
                raise _unreadable(path, f"more than {LARGEST} bytes")
            values = tomllib.loads(path.read_text("utf-8"))
        except OSError as problem:
            raise _unreadable(path, problem.strerror or str(problem)) from problem
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
            raise _unreadable(path, str(problem)) from problem
        return cls.from_mapping(values, base=path.resolve().parent, source=str(path))

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Return settings from the file `TUNEMANTRA_SETTINGS` names, `tunemantra.toml` here, or the defaults."""
        found = os.environ if environment is None else environment
        named = found.get("TUNEMANTRA_SETTINGS", "")
        if named:
            return cls.from_file(Path(named))
        here = Path("tunemantra.toml")
        return cls.from_file(here) if here.is_file() else cls()


def _unreadable(path: Path, problem: str) -> SettingsError:
    finding = error(
        RULE,
        "",
        "the settings file cannot be read",
        file=str(path),
        observed=problem,
        expected="a file in TOML",
        hint="write one to start from with: tunemantra init settings",
    )
    return SettingsError(f"{path} cannot be read", [finding])


__all__ = [
    "LimitSettings",
    "PaceSettings",
    "RetrySettings",
    "Settings",
    "SlaSettings",
    "is_reference",
    "without_password",
]
