"""Exchange of files with a partner: choreographies, manifests, acknowledgements, and what is newer than what.

Ready-made choreographies are in `variants`.
"""

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
