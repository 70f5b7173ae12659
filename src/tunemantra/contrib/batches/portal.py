"""A portal's JSON, read with suspicion: anything of another shape is a `ProtocolError`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from tunemantra.core.status import Channel
from tunemantra.errors import ProtocolError
from tunemantra.ports.package import StatusReport, TrackReport
from tunemantra.ports.transport import ApiResponse

Ids = Callable[[Mapping[str, object]], Iterable[tuple[str, str]]]
"""Reads further external ids out of an answer; raises `ValueError`, `KeyError` or `TypeError` where they are none."""


def no_ids(_answer: Mapping[str, object]) -> Iterable[tuple[str, str]]:
    """Return none."""
    return ()


def read_portal(response: ApiResponse, icpn: str, ids: Ids = no_ids) -> tuple[StatusReport, ...]:
    """Return every state the portal tells of a product, oldest first.

    Args:
        response: of the portal.
        icpn: the product that was asked for.
        ids: reads the external ids it shows beside its own number of the release.

    Raises:
        ProtocolError: it is no such answer.
    """
    try:
        answer = json.loads(response.body)
        if str(answer["upc"]) != icpn:
            raise ProtocolError(f"the portal answered for {answer['upc']!r}, asked for {icpn}")
        return tuple(_reports(answer, icpn, tuple(ids(answer))))
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise ProtocolError(f"the portal's answer cannot be read: {type(problem).__name__}") from None


def _reports(answer: Mapping[str, object], icpn: str, ids: tuple[tuple[str, str], ...]) -> Iterator[StatusReport]:
    url = str(answer.get("url", ""))
    number = str(answer.get("release_id", ""))
    history = answer["history"]
    if not isinstance(history, list):
        raise TypeError("history")
    for step in history:
        batch, sequence = str(step["batch"]), int(step["sequence"])
        moment = datetime.fromisoformat(str(step["at"]))
        if moment.tzinfo is None:
            raise ValueError("a time without its zone")
        yield StatusReport(
            icpn=icpn,
            native=str(step["state"]),
            at=moment,
            channel=Channel.PORTAL,
            sequence=sequence,
            report_id=f"portal:{icpn}:{batch}:{sequence}",
            reference=batch,
            tracks=tuple(
                TrackReport(str(track["isrc"]), str(track["state"]), str(track.get("reason", "")))
                for track in step.get("tracks", ())
            ),
            external_ids=(("release", number), *ids) if number else ids,
            reasons=tuple(str(reason) for reason in step.get("reasons", ())),
            evidence=url,
        )


__all__ = ["Ids", "no_ids", "read_portal"]
