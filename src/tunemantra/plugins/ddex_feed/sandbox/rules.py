"""What the store that is played wants: told when the simulator starts, as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from attrs import field, fields, frozen

from tunemantra.plugins.ddex_feed.sandbox.layouts import LAYOUTS, Layout

ITSELF = "PADPIDA0000000002M"
"""The party id of a store whose own is not known."""
MESSAGE, RESOURCES, ACKNOWLEDGEMENTS = "{release_id}.xml", "resources", "acknowledgements"
"""Names every choreography has: of the message, of the folder of media beside it, of the folder of the replies."""
_FIELDS: Mapping[str, str] = {
    "priority": r"[PMN]",
    "stamp": r"[0-9]{14}|[0-9]{17}",
    "release_id": r"[A-Za-z0-9]+",
    "message_id": r"[A-Za-z0-9._:-]+",
}
_TOKEN = re.compile(r"\[|\]|\{([a-z_]+)\}|[^\[\]{}]+")


def _numbers(values: object) -> tuple[int, ...]:
    return tuple(int(value) for value in values) if isinstance(values, list | tuple) else ()


@frozen
class Rules:
    """How the store is delivered to.

    Args:
        label, dpid: who it is.
        ern: version of the messages, as in their namespace.
        transport: `sftp`, `ftps`, `s3`.
        choreography: a key of `LAYOUTS`.
        marker: `manifest`, `zero-byte`, or `message` where nothing follows the message.
        algorithm: that proves each file, as messages spell it.
        suffix: characters after the stamp of a batch.
        status: `ack`, `csv`, `mail`, `portal`, `queue` or `soap`.
        ack: version of the acknowledgements; `none` for a store that says nothing.
        sheet: heads of the columns of a report as CSV, its delimiter and its folder.
        takedown: `no-deal` or `purge`.
        container: of the audio.
        sample_rates, bit_depths: that it takes.
        least_side: pixels of a cover.
    """

    label: str
    dpid: str
    ern: str
    transport: str
    choreography: str
    marker: str
    algorithm: str
    suffix: int
    status: str
    ack: str
    sheet: Mapping[str, str]
    takedown: str
    container: str
    sample_rates: tuple[int, ...] = field(converter=_numbers)
    bit_depths: tuple[int, ...] = field(converter=_numbers)
    least_side: int

    @classmethod
    def read(cls, text: str) -> Rules:
        """Return the rules of a JSON object; what it says beside is left out."""
        told = json.loads(text)
        return cls(**{one.name: told[one.name] for one in fields(cls) if one.name in told})

    @property
    def layout(self) -> Layout:
        """Return the names it wants."""
        return LAYOUTS[self.choreography]

    @property
    def silent(self) -> bool:
        """Return whether it never says what became of a delivery."""
        return self.status == "ack" and self.ack == "none"

    @property
    def mark(self) -> str:
        """Return the name of the completion mark; empty where the message completes a folder."""
        return "" if self.marker == "message" else self.layout.mark

    @property
    def itself(self) -> str:
        """Return the store's party id."""
        return self.dpid or ITSELF

    def match(self, template: str, name: str, **known: str) -> Mapping[str, str] | None:
        """Return what a name says, or None where it is not made as the template wants it."""
        found = re.fullmatch(self._pattern(template, known), name)
        return {key: value or "" for key, value in found.groupdict().items()} if found else None

    def _pattern(self, template: str, known: Mapping[str, str]) -> str:
        parts: list[str] = []
        for token in _TOKEN.finditer(template):
            name = token[1]
            if name:
                shape = re.escape(known[name]) if name in known else self._shape(name)
                parts.append(f"(?P<{name}>{shape})")
            else:
                parts.append({"[": "(?:", "]": ")?"}.get(token[0], re.escape(token[0])))
        return "".join(parts)

    def _shape(self, name: str) -> str:
        if name != "batch":
            return _FIELDS[name]
        return rf"(?:[0-9]{{14}}|[0-9]{{17}}){f'_[0-9a-f]{{{self.suffix}}}' if self.suffix else ''}"


__all__ = ["ACKNOWLEDGEMENTS", "ITSELF", "MESSAGE", "RESOURCES", "Rules"]
