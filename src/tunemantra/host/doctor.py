"""The doctor: looks at everything a host needs and says what to do."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from enum import StrEnum
from importlib.util import find_spec
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from attrs import frozen

from tunemantra.contrib.ddex.schema import ENVIRONMENT
from tunemantra.contrib.ddex.validation import inventory
from tunemantra.contrib.media import FfmpegAudio
from tunemantra.contrib.memory import MemoryLedger
from tunemantra.contrib.sql import SqlLedger
from tunemantra.core.finding import Finding
from tunemantra.errors import FindingsError, TuneMantraError
from tunemantra.host.container import nothing_kept, schemas_of
from tunemantra.host.facade import TuneMantra
from tunemantra.host.references import astray
from tunemantra.host.schemas import WITHOUT, looked_in, standard_of, versions_told
from tunemantra.host.settings import without_password
from tunemantra.pipeline.visit import FALLBACK
from tunemantra.ports.queue import SupportsLengths

LITTLE = 5 * 1024**3
"""Free bytes below which a label's next albums may not fit."""


class Health(StrEnum):
    """How bad a symptom is."""

    GOOD = "ok"
    NOTE = "note"
    BAD = "bad"


@frozen
class Symptom:
    """One thing looked at: what, how it is, and what to do."""

    what: str
    health: Health
    detail: str
    hint: str = ""


def examine(host: TuneMantra) -> tuple[Symptom, ...]:
    """Return what is there and what is missing; never raises."""
    found = [*_looked(_python, host), *_looked(_zones, host), *_looked(_schemas, host)]
    opened = _looked(_home_and_tools, host)
    found += opened or [symptom for look in _OPENED for symptom in _looked(look, host)]
    found += [*_looked(_plugins, host), *_looked(_platforms, host)]
    found += [] if opened else _looked(_circuits, host)
    return tuple(found)


def _looked(look: Callable[[TuneMantra], Iterator[Symptom]], host: TuneMantra) -> list[Symptom]:
    name = look.__name__.strip("_").replace("_", " ")
    try:
        return list(look(host))
    except FindingsError as problem:
        return [Symptom(name, Health.BAD, _line(finding), finding.hint) for finding in problem.findings]
    except TuneMantraError as problem:
        return [Symptom(name, Health.BAD, problem.message, problem.hint)]
    except Exception as problem:  # noqa: BLE001 - a doctor who faints helps nobody
        return [Symptom(name, Health.BAD, f"{type(problem).__name__}: {problem}")]


def _line(finding: Finding) -> str:
    wanted = f" (wanted: {finding.expected})" if finding.expected else ""
    return f"{finding.path}: {finding.observed or finding.message}{wanted}"


def _home_and_tools(host: TuneMantra) -> Iterator[Symptom]:
    """Say why nothing can be opened; nothing where all is well."""
    _ = host.service
    yield from ()


def _python(_host: TuneMantra) -> Iterator[Symptom]:
    yield Symptom("Python", Health.GOOD, f"{sys.version.split()[0]} at {sys.executable}")


def _home(host: TuneMantra) -> Iterator[Symptom]:
    home = host.settings.home.resolve()
    there = next(folder for folder in (home, *home.parents) if folder.exists())
    if not there.is_dir() or not os.access(there, os.W_OK):
        problem = os.strerror(errno.EACCES if there.is_dir() else errno.EEXIST)
        hint = "name another one, in the settings or with --home"
        yield Symptom("home", Health.BAD, f"{home}: {problem}", hint)
        return
    free = shutil.disk_usage(there).free
    text = f"{home}, {free / 1024**3:.0f} GiB free"
    text += "" if there == home else "; not there yet, the first order makes it"
    if free < LITTLE:
        yield Symptom("home", Health.NOTE, text, "little room for masters and renditions")
    else:
        yield Symptom("home", Health.GOOD, text)


def _ledger(host: TuneMantra) -> Iterator[Symptom]:
    if type(host.tools.ledger) in {SqlLedger, MemoryLedger} and nothing_kept(host.settings):
        yield Symptom("ledger", Health.GOOD, "not there yet, the first order makes it")
        return
    waiting = len(host.tools.ledger.deliveries(open_only=True))
    yield Symptom(
        "ledger",
        Health.GOOD,
        f"{without_password(host.settings.database) or 'SQLite'}, {waiting} open order{'s' * (waiting != 1)}",
    )


def _queue(host: TuneMantra) -> Iterator[Symptom]:
    queue = host.tools.queue
    if not isinstance(queue, SupportsLengths):
        yield Symptom("queue", Health.GOOD, "threads of each worker's own process")
        return
    try:
        waiting = ", ".join(f"{count} {name}" for name, count in queue.lengths().items())
    except TuneMantraError as problem:
        hint = "start it, or correct `broker`; orders are opened all the same, and wait in the ledger"
        yield Symptom("queue", Health.BAD, problem.message, hint)
        return
    yield Symptom("queue", Health.GOOD, f"Celery, the broker answers; waiting there: {waiting}")


def _audio(host: TuneMantra) -> Iterator[Symptom]:
    audio = host.tools.audio
    if isinstance(audio, FfmpegAudio):
        yield Symptom("ffmpeg", Health.GOOD, audio.describe())


def _adapters(host: TuneMantra) -> Iterator[Symptom]:
    chosen = host.adapters()
    yield Symptom("storage", Health.GOOD, without_password(chosen.place))
    yield Symptom("transcoder", Health.GOOD, ", ".join(dict.fromkeys(chosen.processors)))
    for what, settings in chosen.tables.items():
        missing = _unknown_secrets(host, settings)
        for text in missing:
            yield Symptom(what, Health.BAD, text, "set it, or correct the reference")
        if not missing and what.startswith("notifier"):
            yield Symptom(what, Health.GOOD, "hears of every event")


def _zones(_host: TuneMantra) -> Iterator[Symptom]:
    try:
        ZoneInfo("Pacific/Kiritimati")
    except ZoneInfoNotFoundError:
        yield Symptom("time zones", Health.BAD, "the time zone database is missing", "pip install tzdata")
    else:
        yield Symptom("time zones", Health.GOOD, "there")


def _schemas(host: TuneMantra) -> Iterator[Symptom]:
    found = inventory(schemas_of(host.settings))
    missing = [one for one in found if not one.present]
    looked = looked_in(host.settings)
    if not missing:
        yield Symptom("DDEX schemas", Health.GOOD, f"all {len(found)} here; {looked}")
        return
    detail = f"{len(found) - len(missing)} of {len(found)} here; {looked}; missing: {versions_told(missing)}"
    standards = dict.fromkeys(map(standard_of, missing))
    without = ". ".join(f"Without {standard}: {WITHOUT[standard]}" for standard in standards)
    hint = f"`tunemantra ddex schemas` says how to get each; {ENVIRONMENT} names their folder. {without}"
    yield Symptom("DDEX schemas", Health.NOTE, detail, hint)


def _plugins(host: TuneMantra) -> Iterator[Symptom]:
    for record in host.plugins():
        where = f"{record.name} ({record.origin})"
        if record.status.value == "loaded":
            yield Symptom("plugin", Health.GOOD, f"{where}: {record.offering or 'rules or observers alone'}")
        elif record.status.value in {"disabled", "skipped"}:
            yield Symptom("plugin", Health.NOTE, f"{where}: {record.status.value}", record.error)
        else:
            yield Symptom(
                "plugin", Health.BAD, f"{where}: {record.error}", "the others work without it; update or block it"
            )


def _circuits(host: TuneMantra) -> Iterator[Symptom]:
    if nothing_kept(host.settings):
        return
    for key, circuit in host.controls.circuits().items():
        if circuit.open:
            since = f"does not answer since {circuit.since:%Y-%m-%d %H:%M} UTC" if circuit.since else "is left alone"
            text = f"{since} ({circuit.reason}), next probe at {circuit.probe_at:%H:%M:%S} UTC"
            hint = "orders wait without losing a try; `tunemantra breakers reset` closes it by hand"
            yield Symptom(f"endpoint {key}", Health.NOTE, text, hint)


def _platforms(host: TuneMantra) -> Iterator[Symptom]:
    if not host.settings.platforms:
        hint = "`tunemantra init settings` writes a file to fill in; `tunemantra sandbox up` starts simulators"
        yield Symptom("platforms", Health.NOTE, "none is configured", hint)
    for key in sorted(host.settings.platforms):
        yield from _route(host, key, "")
    for key in sorted(host.settings.fallbacks):
        if key in host.settings.platforms:
            yield from _route(host, key, FALLBACK)
        else:
            detail = f"fallbacks.{key}: there is no table [platforms.{key}] whose keys it changes"
            yield Symptom(f"fallback {key}", Health.BAD, detail, "write that one, or correct the name")


def _route(host: TuneMantra, key: str, route: str) -> Iterator[Symptom]:
    what = f"{route or 'platform'} {key}"
    try:
        settings = host.platform_settings(key, route)
        missing = [*_unknown_secrets(host, settings), *_unserved(host, key, settings)]
    except FindingsError as problem:
        for finding in problem.findings:
            yield Symptom(what, Health.BAD, _line(finding), finding.hint)
    except TuneMantraError as problem:
        yield Symptom(what, Health.BAD, problem.message, problem.hint)
    except Exception as problem:  # noqa: BLE001 - a stranger's code; the others are looked at all the same
        yield Symptom(what, Health.BAD, f"{type(problem).__name__}: {problem}")
    else:
        for text in missing:
            yield Symptom(what, Health.BAD, text, "set it, or correct it in the settings")
        if not missing:
            yield Symptom(what, Health.GOOD, "configured")


def _transfers(host: TuneMantra) -> Iterator[Symptom]:
    transfers, now = host.transfers(), host.tools.clock.now()
    for key, settings in transfers.settings.items():
        told = [f"at most {settings.rate / 1e6:g} MB/s"] if settings.rate else []
        told += [f"at most {settings.connections} connections"] if settings.connections else []
        told += [f"files go {', '.join(settings.windows)}"] if settings.windows else []
        opens = transfers.opens(key)
        told += [] if opens <= now else [f"closed now, opens {opens:%Y-%m-%d %H:%M} UTC"]
        yield Symptom(f"transfers {key}", Health.GOOD, "; ".join(told) or "bound by nothing")


_OPENED = (_home, _ledger, _queue, _audio, _adapters, _transfers)
"""What is looked at where everything could be opened."""


def _unknown_secrets(host: TuneMantra, settings: object) -> list[str]:
    """Return a line for each secret that cannot be had."""
    return [f"{key}: {problem.message}" for key, problem in astray(settings, host.reveals)]


def _unserved(host: TuneMantra, key: str, settings: object) -> list[str]:
    """Return a line for each connection of a platform that no transport opens."""
    known = {scheme for record in host.plugins() for scheme in record.offered("transport")}
    endpoints = host.platform(key).connections(settings).values()
    unknown = [
        f"connection {endpoint.name}: no plugin offers the transport {endpoint.scheme!r}"
        for endpoint in endpoints
        if endpoint.scheme.lower() not in known
    ]
    missing = [
        f"connection {endpoint.name}: S3 needs boto3, which is not installed: pip install 'tunemantra[s3]'"
        for endpoint in endpoints
        if endpoint.scheme == "s3" and find_spec("boto3") is None
    ]
    return unknown + missing


__all__ = ["Health", "Symptom", "examine"]
