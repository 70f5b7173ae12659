"""What the Transporter's complaints mean to us."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from tunemantra.core.finding import error
from tunemantra.errors import (
    AuthError,
    Category,
    ConnectError,
    Disposition,
    IntegrityError,
    OutageError,
    ProtocolError,
    QuotaError,
    RefusedError,
    TransferTimeoutError,
    TuneMantraError,
)
from tunemantra.plugins.itunes import profile

if TYPE_CHECKING:
    from tunemantra.plugins.itunes.log import Fault, Log

_LONGEST = 500
_USUAL_WAIT = 30.0
_WAIT = re.compile(r"\bin ([0-9]{1,6}) seconds")

NOT_FOUND = "1102"
"""The store knows no such product (sandbox contract)."""
CHECKSUM = "9011"
"""What arrived is not what the document names (sandbox contract): another try may do."""

_Reading = Callable[[str], TuneMantraError]


def _auth(hint: str) -> _Reading:
    return lambda message: AuthError(message, hint=hint)


def _waits(message: str) -> TuneMantraError:
    asked = _WAIT.search(message)
    return QuotaError(message, retry_after=float(asked[1]) if asked else _USUAL_WAIT)


# By the number in brackets. Those below -1000 are the public ones of Apple's sign-in and network; the others are a
# sandbox contract.
TABLE: Mapping[str, _Reading] = {
    "-20101": _auth("check user and password: it has to be an app-specific one"),
    "-20209": _auth("the account is locked; unlock it with Apple, then try again"),
    "-22938": _auth("make an app-specific password and store that"),
    "-1001": TransferTimeoutError,
    "-1004": ConnectError,
    "-1005": ConnectError,
    "1403": _auth("the account may not deliver for this provider"),
    "1429": _waits,
    "1503": OutageError,
    NOT_FOUND: lambda message: RefusedError(message, hint="nothing of this product was delivered"),
}

FAMILIES: Mapping[int, Category] = {
    3: Category.METADATA,
    4: Category.METADATA,
    5: Category.METADATA,
    6: Category.METADATA,
    8: Category.TECHNICAL,
    9: Category.CONTENT,
}
"""What ITMS codes are about, by their thousands: bad, invalid, missing and unsupported data; schema; assets."""


def error_of(log: Log, doing: str) -> TuneMantraError | None:
    """Return the error that a run's log stands for; None where it complains of nothing.

    Args:
        log: of the run; whatever its exit code was, for some failures end with 0.
        doing: what was asked, for people: `uploading 4006381333931`.
    """
    numbers = [fault for fault in log.errors if not fault.itms]
    for fault in numbers:
        if fault.code in TABLE:
            return TABLE[fault.code](_message(doing, fault))
    coded = [fault for fault in log.errors if fault.itms]
    if coded:
        return _refusal(coded, doing)
    return ProtocolError(_message(doing, numbers[0])) if numbers else None


def _refusal(faults: list[Fault], doing: str) -> TuneMantraError:
    if all(fault.code == CHECKSUM for fault in faults):
        return IntegrityError(_message(doing, faults[0]))
    findings = [
        error(f"ITMS-{fault.code}", fault.path[:_LONGEST], fault.text[:_LONGEST], platform=profile.KEY)
        for fault in faults
    ]
    refusal = RefusedError(_message(doing, faults[0]), findings, hint="correct the release and deliver it again")
    refusal.category = FAMILIES.get(faults[0].family, Category.PLATFORM)
    return refusal


def _message(doing: str, fault: Fault) -> str:
    return f"the Transporter fails at {doing}: {str(fault)[:_LONGEST]}"


def unfinished(code: int, doing: str) -> TuneMantraError:
    """Return the error of a run that ended without saying how: another one asks the store what it has."""
    how = f"was ended by signal {-code}" if code < 0 else f"ended with {code}"
    return ProtocolError(f"the Transporter {how} at {doing} and said nothing of it", disposition=Disposition.RETRY)


__all__ = ["CHECKSUM", "FAMILIES", "NOT_FOUND", "TABLE", "error_of", "unfinished"]
