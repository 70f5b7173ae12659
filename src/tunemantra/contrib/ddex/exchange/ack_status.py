"""What the words of acknowledgements mean, as data, and what to do next (`ddex-facts` section 12).

A word that is not in the table means nothing here: it becomes `Error: unknown-native-state`, and a person is asked.
FileOK is no end: the recipient may look closer and find fault later.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from attrs import evolve, frozen

from tunemantra.contrib.ddex.exchange.acknowledgement import Acknowledgement, AffectedResource
from tunemantra.contrib.ddex.exchange.trees import Word
from tunemantra.core.distribution import OrderKind
from tunemantra.core.status import Status
from tunemantra.errors import Category


class NextAction(StrEnum):
    """What is to be done about an acknowledgement."""

    RESEND_XML = "resend-xml"
    RESEND_ALL = "resend-all"
    FIX_RESOURCE = "fix-resource"
    DO_NOT_RESEND = "do-not-resend"
    WAIT = "wait"
    ASK_PERSON = "ask-person"


@frozen
class Meaning:
    """What a native word means.

    Args:
        status, substate: as `core.status` has them.
        action: what follows where the recipient proposes nothing.
        weight: of several words about one release the heaviest counts.
        category: of the fault; None for a word of progress.
        went_on: the release goes on although single resources have faults.
    """

    status: Status
    substate: str
    action: NextAction
    weight: int
    category: Category | None = None
    went_on: bool = False

    @property
    def fault(self) -> bool:
        """Whether something is wrong."""
        return self.category is not None


@frozen
class NextStep:
    """What to do next.

    Args:
        action: the first thing.
        then: what follows it: what to send after a fix or an answer; None for nothing.
        resources: what the action is about; empty for the whole release.
        why: the words that led to it.
    """

    action: NextAction
    then: NextAction | None = None
    resources: tuple[AffectedResource, ...] = ()
    why: str = ""


def _rejected(substate: str, action: NextAction, category: Category, weight: int = 80) -> Meaning:
    return Meaning(Status.REJECTED, substate, action, weight, category)


def _failed(substate: str, action: NextAction, category: Category, weight: int) -> Meaning:
    return Meaning(Status.ERROR, substate, action, weight, category)


_XML, _ALL, _FIX = NextAction.RESEND_XML, NextAction.RESEND_ALL, NextAction.FIX_RESOURCE
_STOP, _WAIT, _ASK = NextAction.DO_NOT_RESEND, NextAction.WAIT, NextAction.ASK_PERSON
_METADATA = _rejected("metadata", _XML, Category.METADATA)
_TERMS = _rejected("metadata", _XML, Category.BUSINESS_RULE)

# ErncFileStatus; UserDefined means what its name space says, nothing without it.
_FILE_WORDS: Final[Mapping[str, Meaning]] = {
    "FileOK": Meaning(Status.DELIVERED, "acknowledged", _WAIT, 15),
    "ErnMissing": _failed("transport", _XML, Category.TECHNICAL, 70),
    "NewReleaseMessageInvalid": _rejected("format", _XML, Category.METADATA),
    "MetadataMissing": _METADATA,
    "ResourceMissing": _failed("transport", _ALL, Category.TECHNICAL, 70),
    "ResourceCorrupt": _rejected("format", _FIX, Category.CONTENT),
    "ResourceNotMeetingSpecifications": _rejected("format", _FIX, Category.CONTENT),
    "SignatureOrHashSumWrongOrMissing": _failed("checksum", _ALL, Category.TECHNICAL, 70),
    "IdentifierInvalid": _METADATA,
    "IdentifierSyntaxInvalid": _METADATA,
    "NoDealInNewReleaseMessage": _TERMS,
    "NoDealForTrackRelease": _TERMS,
    "ConflictingAvailabilityPeriods": _TERMS,
    "CommercialReleaseDateInvalid": _METADATA,
    "OriginalReleaseDateLaterThanReleaseDate": _METADATA,
    "PrimaryArtistNameMissing": _METADATA,
    "ArtistRoleUnknown": _METADATA,
    "DuplicatedPublisherNames": _METADATA,
    "UnsupportedUsage": _TERMS,
    "InternalError": _failed("platform-outage", _WAIT, Category.PLATFORM, 60),
}
# SupplyChainStatus.
_RELEASE_WORDS: Final[Mapping[str, Meaning]] = {
    "OrderPlacedForReleaseDistributor": Meaning(Status.PENDING, "queued", _WAIT, 4),
    "InPreparationForDeliveryToReleaseDistributor": Meaning(Status.PROCESSING, "packaging", _WAIT, 6),
    "InDeliveryToReleaseDistributor": Meaning(Status.PROCESSING, "uploading", _WAIT, 8),
    "DeliveredToReleaseDistributor": Meaning(Status.PROCESSING, "uploaded-unverified", _WAIT, 10),
    "ReleaseReceivedByReleaseDistributor": Meaning(Status.DELIVERED, "acknowledged", _WAIT, 20),
    "SuccessfullyIngestedByReleaseDistributor": Meaning(Status.DELIVERED, "validated", _WAIT, 25, went_on=True),
    "ReleaseStagedForPublication": Meaning(Status.DELIVERED, "ready-for-store", _WAIT, 30, went_on=True),
    "ReleaseMadeAvailableToConsumers": Meaning(Status.LIVE, "all-territories", _WAIT, 35, went_on=True),
    # Ends a takedown; where none was ordered, somebody must find out why.
    "ReleaseNotAvailable": Meaning(Status.TAKEN_DOWN, "full", _ASK, 40),
    "ProcessingErrorAtReleaseCreator": _failed("internal", _ASK, Category.TECHNICAL, 50),
    "ProcessingErrorAtReleaseDistributor": _failed("platform-outage", _ASK, Category.PLATFORM, 50),
    "RightsConflict": _rejected("rights", _ASK, Category.BUSINESS_RULE, 90),
    "ReleaseViolatesTermsOfService": _rejected("policy", _STOP, Category.BUSINESS_RULE, 90),
}
WORDS: Final[Mapping[str, Meaning]] = MappingProxyType({**_FILE_WORDS, **_RELEASE_WORDS})
"""Every word the standard has, by `Word.key`; a platform adds its own: `{**WORDS, "UserDefined:<ns>:<word>": …}`."""

STATUS_MAP: Final[Mapping[str, tuple[Status, str]]] = MappingProxyType(
    {word: (meaning.status, meaning.substate) for word, meaning in WORDS.items()}
)
"""The part of a platform's status map that acknowledgements need."""

PROPOSALS: Final[Mapping[str, NextAction]] = MappingProxyType(
    {
        "ResendXmlOnly": _XML,
        "ResendXmlAndResources": _ALL,
        "DoNotResendAffectedResource": _STOP,
        "DoNotResendRelease": _STOP,
    }
)
"""What ErncProposedActionType asks for."""
_ABOUT_RESOURCES: Final = frozenset({"DoNotResendAffectedResource"})


def headline(acknowledged: Acknowledgement, words: Mapping[str, Meaning] = WORDS) -> Word | None:
    """Return the word that counts for the release; None where nothing is said.

    A word nobody knows comes before all others. A release that goes on although single resources have faults keeps
    its own word: the faults are those of the resources.
    """
    said = acknowledged.words
    unknown = next((word for word in said if word.key not in words), None)
    if unknown is not None or not said:
        return unknown
    release = acknowledged.release_status
    if release is not None and acknowledged.resources and words[release.key].went_on:
        return release
    return max(said, key=lambda word: words[word.key].weight)


def resource_fault(acknowledged: Acknowledgement, words: Mapping[str, Meaning] = WORDS) -> Word | None:
    """Return the word about the affected resources: the heaviest fault, or the first unknown word."""
    if not acknowledged.resources:
        return None
    unknown = next((word for word in acknowledged.words if word.key not in words), None)
    if unknown is not None:
        return unknown
    faults = [word for word in acknowledged.words if words[word.key].fault]
    return max(faults, key=lambda word: words[word.key].weight) if faults else None


def next_step(
    acknowledged: Acknowledgement, words: Mapping[str, Meaning] = WORDS, ordered: OrderKind | None = None
) -> NextStep:
    """Return what to do about an acknowledgement.

    The recipient's proposal comes before the table. Somebody is asked first where the recipient wants the material
    looked at, where a word or a proposal is unknown, and where resources are named without a fault. A file with a
    fault of its own is fixed before it is sent again, unless the recipient says that the same one will do.

    Args:
        acknowledged: what the recipient says.
        words: what its words mean.
        ordered: what the acknowledged message ordered, where known.
    """
    why = ", ".join(filter(None, (*(word.key for word in acknowledged.words), _said(acknowledged.proposed))))
    step = evolve(_proposed(acknowledged, words, ordered), why=why)
    if step.action is NextAction.ASK_PERSON or not acknowledged.manual_check:
        return step
    return evolve(step, action=NextAction.ASK_PERSON, then=step.then or step.action)


def _proposed(acknowledged: Acknowledgement, words: Mapping[str, Meaning], ordered: OrderKind | None) -> NextStep:
    word = headline(acknowledged, words)
    proposed = acknowledged.proposed
    unknown = proposed is not None and proposed.key not in PROPOSALS
    if word is None or word.key not in words or unknown:
        return NextStep(NextAction.ASK_PERSON, resources=acknowledged.resources)
    fault = resource_fault(acknowledged, words)
    own = words[(fault or word).key].action
    if proposed is not None:
        action = PROPOSALS[proposed.key]
        fixes = own is NextAction.FIX_RESOURCE and action is NextAction.RESEND_ALL
        if fixes and acknowledged.manual_check is not False:
            return NextStep(NextAction.FIX_RESOURCE, action, acknowledged.resources)
        about = acknowledged.resources if proposed.key in _ABOUT_RESOURCES else ()
        return NextStep(action, resources=about)
    if acknowledged.resources and fault is None:
        return NextStep(NextAction.ASK_PERSON, resources=acknowledged.resources)
    if own is NextAction.FIX_RESOURCE:
        return NextStep(own, NextAction.RESEND_ALL, acknowledged.resources)
    if words[word.key].status is Status.TAKEN_DOWN and ordered is OrderKind.TAKEDOWN:
        return NextStep(NextAction.WAIT)
    return NextStep(own)


def _said(proposed: Word | None) -> str:
    return proposed.key if proposed else ""


__all__ = [
    "PROPOSALS",
    "STATUS_MAP",
    "WORDS",
    "Meaning",
    "NextAction",
    "NextStep",
    "headline",
    "next_step",
    "resource_fault",
]
