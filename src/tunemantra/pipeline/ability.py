"""Ability: an order that a platform cannot take over its protocol is refused before it is written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from tunemantra.core.requirement import Capability
from tunemantra.errors import UnsupportedError
from tunemantra.pipeline.tools import Tools

_WORDS: Final[Mapping[Capability, tuple[str, str]]] = {
    Capability.UPDATE: (
        "no updates",
        "have it changed by the platform's staff, and leave it out of --to",
    ),
    Capability.TAKEDOWN: ("no takedowns", "have it removed by the platform's staff, and leave it out of --to"),
}


def require(tools: Tools, platforms: Sequence[str], capability: Capability) -> None:
    """Make sure that every one of some platforms has a capability.

    Raises:
        UnsupportedError: naming each that has not (docs/decisions/0006-what-a-platform-cannot-do-it-declares.md).
    """
    unable = [key for key in platforms if capability not in tools.platforms.platform(key).capabilities]
    if unable:
        what, hint = _WORDS[capability]
        verb = "takes" if len(unable) == 1 else "take"
        labels = " and ".join(tools.platforms.platform(key).label for key in unable)
        raise UnsupportedError(
            f"{labels} {verb} {what} over the protocol; nothing was ordered",
            hint=hint,
            capability=capability.value,
            platforms=", ".join(unable),
        )


__all__ = ["require"]
