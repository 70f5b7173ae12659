"""What does not belong into a title, character by character (CMN-TTL-004)."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

Fault = tuple[str, str, str]
"""Message, what was observed, what to do."""

# Symbols that are emoji by default, the emoji planes, and the marks that turn a character into one. The musical
# signs for flat, natural and sharp, stars and hearts of plain text are none.
_EMOJI: Final = re.compile(
    "[\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab"
    "\u26bd\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e"
    "\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55\u20e3\ufe0f"
    "\U0001f000-\U0001faff\U000e0020-\U000e007f]"
)
# Invisible ones that no script needs. Joiners and direction marks are needed (Persian, Hindi, Arabic, Hebrew).
_INVISIBLE: Final = re.compile("[\u00ad\u200b\u2060\u2028\u2029\ufeff\u202a-\u202e\ufff9-\uffff]")
_PAIRS: Final = {"(": ")", "[": "]", "{": "}", "（": "）", "「": "」", "『": "』", "【": "】"}
_CLOSING: Final = frozenset(_PAIRS.values())


def character_faults(text: str) -> Iterator[Fault]:
    """Yield each kind of fault in a text once."""
    emoji = _EMOJI.search(text)
    if emoji:
        yield "there is an emoji in the text", _name(emoji[0]), "take it out"
    controls = [char for char in text if _is_control(char)]
    if controls:
        yield "there is a control character in the text", _name(controls[0]), "take it out"
    if "\t" in text:
        yield "there is a tab in the text", repr(text), "write a single space"
    if "  " in text or text != text.strip(" "):
        yield "there are needless spaces in the text", repr(text), "write single spaces, and none at the ends"
    if not balanced(text):
        yield "a bracket is opened or closed only", text, "complete the pair"


def balanced(text: str) -> bool:
    """Tell whether every bracket has its partner in the right order."""
    expected: list[str] = []
    for char in text:
        if char in _PAIRS:
            expected.append(_PAIRS[char])
        elif char in _CLOSING and (not expected or expected.pop() != char):
            return False
    return not expected


def _is_control(char: str) -> bool:
    return char != "\t" and (unicodedata.category(char) in {"Cc", "Co", "Cs"} or bool(_INVISIBLE.match(char)))


def _name(char: str) -> str:
    return f"U+{ord(char):04X} {unicodedata.name(char, '')}".strip()


__all__ = ["Fault", "balanced", "character_faults"]
