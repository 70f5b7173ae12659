"""Exchange of files with a partner: choreographies, manifests, acknowledgements, and what is newer than what.

Ready-made choreographies are in `variants`. Each name is loaded when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tunemantra.contrib.ddex.exchange import variants
    from tunemantra.contrib.ddex.exchange.ack_names import (
        AckName,
        ListedAck,
        acknowledgements_of,
        read_ack_name,
    )
    from tunemantra.contrib.ddex.exchange.ack_reader import (
        read_acknowledgement,
    )
    from tunemantra.contrib.ddex.exchange.ack_reports import (
        by_batch,
        status_reports,
    )
    from tunemantra.contrib.ddex.exchange.ack_status import (
        PROPOSALS,
        STATUS_MAP,
        WORDS,
        Meaning,
        NextAction,
        NextStep,
        headline,
        next_step,
        resource_fault,
    )
    from tunemantra.contrib.ddex.exchange.ack_writer import (
        build_acknowledgement,
    )
    from tunemantra.contrib.ddex.exchange.acknowledgement import (
        AckDialect,
        AckDocument,
        Acknowledgement,
        AffectedResource,
        Claimant,
        FileStatus,
    )
    from tunemantra.contrib.ddex.exchange.choreography import (
        Choreography,
        Completion,
        Mode,
        Priority,
    )
    from tunemantra.contrib.ddex.exchange.delivery import (
        Outgoing,
        Part,
        Upload,
        acknowledgement_path,
        hierarchy,
        message_url,
        uploads,
    )
    from tunemantra.contrib.ddex.exchange.headers import (
        MessageFacts,
        read_facts,
    )
    from tunemantra.contrib.ddex.exchange.incoming import (
        IncomingFolder,
        IncomingRelease,
        ListedFile,
        Survey,
    )
    from tunemantra.contrib.ddex.exchange.listing import (
        survey,
    )
    from tunemantra.contrib.ddex.exchange.manifest import (
        ERN_C_14,
        ERN_C_15,
        ERN_C_16,
        ERN_C_17,
        ERN_C_18,
        MANIFEST_VERSIONS,
        DeliveryType,
        HashSum,
        Manifest,
        ManifestVersion,
        MessageInBatch,
        ProductType,
        delivery_type,
        product_type,
    )
    from tunemantra.contrib.ddex.exchange.manifest_check import (
        check_listing,
        check_manifest,
    )
    from tunemantra.contrib.ddex.exchange.manifest_reader import (
        read_manifest,
    )
    from tunemantra.contrib.ddex.exchange.manifest_writer import (
        BatchItem,
        build_manifest,
        manifest_name,
        write_manifest,
    )
    from tunemantra.contrib.ddex.exchange.ordering import (
        AckGuard,
        AckMark,
        Decision,
        MessageGuard,
        MessageMark,
        judge,
    )
    from tunemantra.contrib.ddex.exchange.release_ids import (
        ProprietaryId,
        ReleaseIdKind,
        ReleaseIds,
        release_key,
    )
    from tunemantra.contrib.ddex.exchange.stamps import (
        batch_id,
        read_stamp,
        stamp_of,
    )
    from tunemantra.contrib.ddex.exchange.templates import (
        Template,
    )
    from tunemantra.contrib.ddex.exchange.trees import (
        ExchangeParty,
        Word,
    )
    from tunemantra.contrib.ddex.exchange.variants import VARIANTS

_MODULES: Final = {
    "ERN_C_14": "manifest",
    "ERN_C_15": "manifest",
    "ERN_C_16": "manifest",
    "ERN_C_17": "manifest",
    "ERN_C_18": "manifest",
    "MANIFEST_VERSIONS": "manifest",
    "PROPOSALS": "ack_status",
    "STATUS_MAP": "ack_status",
    "VARIANTS": "variants",
    "WORDS": "ack_status",
    "AckDialect": "acknowledgement",
    "AckDocument": "acknowledgement",
    "AckGuard": "ordering",
    "AckMark": "ordering",
    "AckName": "ack_names",
    "Acknowledgement": "acknowledgement",
    "AffectedResource": "acknowledgement",
    "BatchItem": "manifest_writer",
    "Choreography": "choreography",
    "Claimant": "acknowledgement",
    "Completion": "choreography",
    "Decision": "ordering",
    "DeliveryType": "manifest",
    "ExchangeParty": "trees",
    "FileStatus": "acknowledgement",
    "HashSum": "manifest",
    "IncomingFolder": "incoming",
    "IncomingRelease": "incoming",
    "ListedAck": "ack_names",
    "ListedFile": "incoming",
    "Manifest": "manifest",
    "ManifestVersion": "manifest",
    "Meaning": "ack_status",
    "MessageFacts": "headers",
    "MessageGuard": "ordering",
    "MessageInBatch": "manifest",
    "MessageMark": "ordering",
    "Mode": "choreography",
    "NextAction": "ack_status",
    "NextStep": "ack_status",
    "Outgoing": "delivery",
    "Part": "delivery",
    "Priority": "choreography",
    "ProductType": "manifest",
    "ProprietaryId": "release_ids",
    "ReleaseIdKind": "release_ids",
    "ReleaseIds": "release_ids",
    "Survey": "incoming",
    "Template": "templates",
    "Upload": "delivery",
    "Word": "trees",
    "acknowledgement_path": "delivery",
    "acknowledgements_of": "ack_names",
    "batch_id": "stamps",
    "build_acknowledgement": "ack_writer",
    "build_manifest": "manifest_writer",
    "by_batch": "ack_reports",
    "check_listing": "manifest_check",
    "check_manifest": "manifest_check",
    "delivery_type": "manifest",
    "headline": "ack_status",
    "hierarchy": "delivery",
    "judge": "ordering",
    "manifest_name": "manifest_writer",
    "message_url": "delivery",
    "next_step": "ack_status",
    "product_type": "manifest",
    "read_ack_name": "ack_names",
    "read_acknowledgement": "ack_reader",
    "read_facts": "headers",
    "read_manifest": "manifest_reader",
    "read_stamp": "stamps",
    "release_key": "release_ids",
    "resource_fault": "ack_status",
    "stamp_of": "stamps",
    "status_reports": "ack_reports",
    "survey": "listing",
    "uploads": "delivery",
    "write_manifest": "manifest_writer",
}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


__all__ = [
    "ERN_C_14",
    "ERN_C_15",
    "ERN_C_16",
    "ERN_C_17",
    "ERN_C_18",
    "MANIFEST_VERSIONS",
    "PROPOSALS",
    "STATUS_MAP",
    "VARIANTS",
    "WORDS",
    "AckDialect",
    "AckDocument",
    "AckGuard",
    "AckMark",
    "AckName",
    "Acknowledgement",
    "AffectedResource",
    "BatchItem",
    "Choreography",
    "Claimant",
    "Completion",
    "Decision",
    "DeliveryType",
    "ExchangeParty",
    "FileStatus",
    "HashSum",
    "IncomingFolder",
    "IncomingRelease",
    "ListedAck",
    "ListedFile",
    "Manifest",
    "ManifestVersion",
    "Meaning",
    "MessageFacts",
    "MessageGuard",
    "MessageInBatch",
    "MessageMark",
    "Mode",
    "NextAction",
    "NextStep",
    "Outgoing",
    "Part",
    "Priority",
    "ProductType",
    "ProprietaryId",
    "ReleaseIdKind",
    "ReleaseIds",
    "Survey",
    "Template",
    "Upload",
    "Word",
    "acknowledgement_path",
    "acknowledgements_of",
    "batch_id",
    "build_acknowledgement",
    "build_manifest",
    "by_batch",
    "check_listing",
    "check_manifest",
    "delivery_type",
    "headline",
    "hierarchy",
    "judge",
    "manifest_name",
    "message_url",
    "next_step",
    "product_type",
    "read_ack_name",
    "read_acknowledgement",
    "read_facts",
    "read_manifest",
    "read_stamp",
    "release_key",
    "resource_fault",
    "stamp_of",
    "status_reports",
    "survey",
    "uploads",
    "variants",
    "write_manifest",
]
