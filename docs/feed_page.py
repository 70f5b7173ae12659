"""The page of the DDEX feed: its words, and the directory of stores with what is public of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tunemantra.contrib.ddex.exchange import VARIANTS
from tunemantra.plugins.ddex_feed import profile
from tunemantra.plugins.ddex_feed.directory import FACTS, GENERIC, Store, directory
from tunemantra.plugins.ddex_feed.errors import TABLE
from tunemantra.plugins.ddex_feed.sandbox.ways import FAULTS as BY_WAY

ABOUT = """\
Any store that takes a standard ERN feed, from settings alone. Each table that names the plugin is a platform of its
own, and several stand side by side:

```toml
[platforms.deezer]
plugin = "ddex_feed"
profile = "deezer"                # a name of the directory below
sender = "PADPIDA0000000001O"     # our DDEX party id
dpid = "PADPIDA0000000002M"       # the store's, where its profile has none
host = "sftp.store.example"
user = "label"
key = "file:/keys/label"
host_key = "ssh-ed25519 AAAA"

[platforms.our_shop]              # no profile: the common practice, and what is other here
plugin = "ddex_feed"
label = "Our Shop"
sender = "PADPIDA0000000001O"
dpid = "PADPIDA0000000002M"
ern = "382"
transport = "s3"
choreography = "ern-1.8-batched"
takedown = "purge"
bucket = "incoming"
```

`[platforms.ddex_feed]` itself is the common practice under that name. Every key stands in [Settings](settings.md);
`tunemantra doctor` says everything that is wrong or missing at once. `tunemantra sandbox up --to deezer` plays
the store that the table describes, over its own protocol, and `tunemantra rehearse deezer` rehearses with it; for both
it is enough that the table names plugin and profile.

Public is the feed: ERN, its choreographies and acknowledgements. What a store makes of it is public only where the
directory says so. How strictly the simulator judges, and how fast, is a *sandbox contract*, version 1."""
WORDS = """\
What a profile, or the settings in its place, can say. A word more is a line of `profile.py`."""
MEANINGS = {
    "ern": "version of the messages, as in their namespace; each is written in full, and what it cannot say is listed",
    "release_profile": "how a release of one track is written: with a track release, or in the simple single profiles",
    "transport": "how files get there",
    "choreography": "batches or release by release, folders, names, where acknowledgements lie",
    "marker": "what completes a batch and goes up last; a release that comes alone is complete with its message",
    "manifest": "version of the manifest",
    "status": "how the store says what became of a delivery; see *Status*",
    "ack": "version of the acknowledgements, where the status comes as such",
    "sheet": "form of the reports, where it comes as CSV",
    "hash": "how messages prove each file, and a manifest each message",
    "takedown": "a full message without any deal, or a PurgeReleaseMessage",
    "audio": "form of the recordings",
    "image": "form of the cover",
}
DIRECTORY = """\
**Bold** is public, and the list under the table says where it was read. Everything else is the common practice of the
trade or somebody's hint, **to be confirmed** by the store's own papers before anything is sent: a start, and no claim.
That a store without a public fact takes feeds at all is common knowledge, and to be confirmed as well. Two patterns
are among them, which are no stores: a bucket with a queue, and a legacy web service."""
MAPPED = """\
The word of an acknowledgement that counts for the release is the heaviest one in it; a word that is not in this table
becomes *Error: unknown-native-state*. Acknowledgements up to 1.6 speak of the file alone: such a release stays
*Delivered*, and nobody learns from the feed that it is available. A store with `status = "ack"` and `ack = "none"`
stays *Processing: uploaded-unverified*."""
WAYS = """\
How a store says it is `status`. Beside the acknowledgements of the standard there are ways of a store's own; all of
them are a *sandbox contract*, version 1, until the papers of a store say how it does it, and all of them use the words
in capitals of the table below."""
MEANT = {
    "ack": "acknowledgements of the standard, files in the exchange; `ack` is their version",
    "csv": "reports as CSV in the exchange: files in a folder, columns as `sheet` names them",
    "mail": "mail of authenticated senders (`mail_senders`) in a Maildir, `Name: value` lines",
    "portal": "the JSON of a portal (`portal_url`), `GET /api/releases/<icpn>`",
    "queue": "JSON messages of an SQS queue (`queue_url`); looked at and put back, the queue's retention ends them",
    "soap": "a SOAP 1.1 service (`calls_url`) that is told of each delivery after its last file (`AnnounceDelivery`), "
    "reads none it was not told of, and is asked for its states (`GetStates`)",
}
SHEETS = """\
A row is about a delivery of ours where the product is, and the name of its folder where there is such a column. A day
alone begins at midnight UTC."""
SERVICE_FAULTS = """\
A fault of the web service becomes an error by its code; any other one is a fault of the call, tried again where it
is the server's (`Server`)."""
FAULTS = """\
`corrupt-upload` and `drop-connection` (SFTP, FTPS), `drop-answer` and `throttle` (SFTP), `unavailable` (S3);
`no-marker-seen`, `reject-track`; where the store says anything `slow-ack`, and by the way it does:"""
LIMITS = """\
- A batch holds several releases where `[platforms.<platform>.batch]` says when it closes
  ([Several releases in one batch](../how-to/plan-and-order.md)), and one where nothing does. Release by release, in
  `tiktok-batched`, and where the message is the mark, there is room for one alone.
- A store has one way of telling. Mail and reports in other words or columns than those above are not read; the words
  are a table in `profile.py`.
- Every delivery that waits looks through the whole queue, up to 5000 messages; a queue for each account, with a
  retention of days, is meant.
- Two deliveries of one moment have batches of their own by the `suffix` after the stamp. With `suffix = 0` the second
  one is refused before it overwrites anything, and has to be ordered again.
- A takedown is a message without deals or a purge; a deal that ends in the past is not written as one.
- Beside the rules for all platforms there is one of the feed, `FEED-NAM-001`; those of single stores are not known."""


def parts() -> Iterator[str | tuple[Sequence[str], Iterable[Sequence[str]]]]:
    """Yield the parts of the page: texts, and tables as heads with their rows."""
    yield from ("# DDEX feed", ABOUT, "## Words", WORDS)
    yield ("Key", "Words", "Meaning"), [(f"`{key}`", _words(key), MEANINGS[key]) for key in profile.WORDS]
    yield "### Choreographies"
    yield ("Word", "Folder", "Mark", "Acknowledgement"), _choreographies()
    yield "### Forms"
    yield ("Word", "Form"), [(f"`{key}`", str(form)) for key, form in {**profile.AUDIO, **profile.IMAGES}.items()]
    yield from ("## The directory", DIRECTORY)
    yield ("Store", "Name", *_SHOWN), [_row("the common practice", GENERIC), *_rows()]
    yield "### What is public"
    yield ("Store", "Fact", "Is", "Said at"), _public()
    yield "### Notes"
    yield ("Store", "Note"), [(store.label, store.note) for store in directory().values() if store.note]
    yield from ("## Status", MAPPED, "### Ways of telling", WAYS)
    yield (
        ("`status`", "Channel", "Meaning"),
        [(f"`{one}`", str(by), MEANT[one]) for one, by in profile.STATUS_WAYS.items()],
    )
    yield from ("### Reports as CSV", SHEETS)
    yield ("`sheet`", "Folder", "Columns"), _sheets()
    yield from ("### Faults of a web service", SERVICE_FAULTS)
    yield ("Code", "Error"), [(f"`{code}`", f"`{TABLE[code][0].__name__}`") for code in TABLE if code[0].isupper()]
    yield "### Words"
    yield (
        ("The store says", "It stands at"),
        [(f"`{word}`", f"{at[0]}: {at[1]}") for word, at in profile.STATUSES.items()],
    )
    yield from ("## Misbehaviours of the simulator", FAULTS)
    yield ("`status`", "Misbehaviours"), [(f"`{one}`", _listed(names)) for one, names in BY_WAY.items()]
    yield from ("## Limits", LIMITS)


_SHOWN = (
    "dpid",
    "ern",
    "transport",
    "choreography",
    "marker",
    "status",
    "ack",
    "hash",
    "takedown",
    "audio",
    "image",
    "release_profile",
)


def _sheets() -> Iterator[Sequence[str]]:
    for key, sheet in profile.SHEETS.items():
        heads = (sheet.icpn, sheet.delivery, sheet.state, sheet.at, sheet.reason)
        yield f"`{key}`", f"`{sheet.folder}/*.csv`", f"`{sheet.delimiter.join(filter(None, heads))}`"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


def _words(key: str) -> str:
    if key in {"choreography", "audio", "image"}:
        return "see below"
    return ", ".join(f"`{word}`" for word in profile.WORDS[key])


def _choreographies() -> Iterator[Sequence[str]]:
    for key in profile.CHOREOGRAPHIES:
        one = VARIANTS[key]
        folder = "/".join(template.text for template in (one.folder, one.release_folder) if template)
        mark = one.completion_name.text if one.completion_name else "the message"
        yield f"`{key}`", f"`{folder}/`", f"`{mark}`" if one.completion_name else mark, f"`{one.ack_name.text}`"


def _rows() -> Iterator[Sequence[str]]:
    return (_row(name, store) for name, store in directory().items())


def _row(name: str, store: Store) -> Sequence[str]:
    told = {**store.facts(), "marker": store.completion, "ack": store.ack if store.status == "ack" else ""}
    cells = [f"**{told[key]}**" if key in store.public else str(told[key] or "–") for key in _SHOWN]
    return store.label, name if store is GENERIC else f"`{name}`", *cells


def _public() -> Iterator[Sequence[str]]:
    for store in directory().values():
        for fact in FACTS:
            if fact in store.public:
                yield store.label, f"`{fact}`", f"`{store.facts()[fact]}`", f"<{store.public[fact]}>"


__all__ = ["parts"]
