"""Submit: one command brings a release folder to some platforms, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from attrs import field, frozen

from tunemantra.core.after import After
from tunemantra.core.distribution import Delivery, Lane, Revision
from tunemantra.core.finding import blocking, ordered
from tunemantra.core.release import Release
from tunemantra.core.requirement import Capability
from tunemantra.errors import ReleaseError
from tunemantra.pipeline.ability import require
from tunemantra.pipeline.contents import as_it_lies, revised
from tunemantra.pipeline.gate import conditions, refuse_other
from tunemantra.pipeline.idempotency import Command, answered, once, used
from tunemantra.pipeline.intake import fetch, freeze, open_order, read, updated
from tunemantra.pipeline.tools import Tools
from tunemantra.pipeline.withdrawal import refuse_withdrawn


@frozen
class Request:
    """How an order is given; see `Service.distribute`."""

    actor: str = ""
    lane: Lane = Lane.NORMAL
    force: bool = False
    reinstate: bool = False
    reason: str = ""
    organisation: str = ""
    after: Mapping[str, tuple[After, ...]] = field(factory=dict)
    idempotency_key: str = ""


def submit(tools: Tools, folder: Path, platforms: Sequence[str], request: Request) -> tuple[Delivery, ...]:
    """Read, fetch, freeze and open an order for each platform, what others wait for first.

    Raises:
        ReleaseError: the document is not a release that can be sent, with all findings.
        WithdrawnError: a platform was told to take it down, and `reinstate` was not said; nothing was ordered.
        UnsupportedError: a platform has another revision and takes no updates; nothing was ordered.
        UnknownPlatformError, ConflictError: see `gate.conditions`; nothing was ordered.
        ConflictError: the idempotency key stands with another command; nothing was ordered.
    """
    submission = read(tools, folder)
    if blocking(submission.findings) or submission.release is None:
        message = f"{folder}: not a release that can be sent"
        raise ReleaseError(message, ordered(submission.findings))
    if request.idempotency_key and used(tools, request.organisation or tools.organisation, request.idempotency_key):
        # What was answered is answered alike, whatever has become of the release since.
        lying, _ = as_it_lies(submission.folder, submission.release)
        known = answered(tools, _command(tools, revised(tools, lying), platforms, request))
        if known:
            return known
    icpn = str(submission.release.icpn)
    if not request.reinstate:
        refuse_withdrawn(tools, icpn, platforms)
    waits = conditions(tools, icpn, platforms, request.after)
    release, missing = fetch(tools, submission)
    if missing:
        message = f"{folder}: files are missing"
        raise ReleaseError(message, missing)
    revision = revised(tools, release)
    refuse_other(tools, revision.id, revision.icpn, request.after)
    require(tools, updated(tools, revision, platforms, force=request.force), Capability.UPDATE)
    if not request.idempotency_key:
        return _ordered(tools, release, waits, request)
    command = _command(tools, revision, platforms, request)
    return once(tools, command, partial(_ordered, tools, release, waits, request, command))


def _command(tools: Tools, revision: Revision, platforms: Sequence[str], request: Request) -> Command:
    """Return a request as a command under its key: who asks and why is no part of what is asked."""
    body = {
        "revision": revision.id,
        "platforms": sorted(platforms),
        "lane": request.lane.value,
        "force": request.force,
        "reinstate": request.reinstate,
        "after": {key: list(map(str, every)) for key, every in request.after.items()},
    }
    organisation = request.organisation or tools.organisation
    return Command(organisation, request.idempotency_key, f"distribute {json.dumps(body, sort_keys=True)}")


def _ordered(
    tools: Tools,
    release: Release,
    waits: Mapping[str, tuple[After, ...]],
    request: Request,
    command: Command | None = None,
) -> tuple[Delivery, ...]:
    revision = freeze(tools, release)
    opened = [
        open_order(
            tools,
            revision,
            key,
            actor=request.actor,
            lane=request.lane,
            force=request.force,
            reinstate=request.reinstate,
            reason=request.reason,
            organisation=request.organisation,
            after=every,
            command=command,
        )
        for key, every in waits.items()
    ]
    return tuple(order.delivery for order in opened)


__all__ = ["Request", "submit"]
