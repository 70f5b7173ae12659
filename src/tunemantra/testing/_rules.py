"""The rules of the platform kit, and what to do where one fails; `docs/reference/conformance.md` is made of them."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen


@frozen
class KitRule:
    """One rule: what it asks for in a sentence, and what to do where it fails."""

    asks: str
    cure: str


_DESCRIPTOR: Mapping[str, KitRule] = {
    "PLT-001": KitRule(
        "The descriptor is complete: key, label, requirement, functions, contract version, pause between looks.",
        "Fill in the field the message names. A key is short and lower-case: it names the table in the settings.",
    ),
    "PLT-002": KitRule(
        "Settings are an attrs class, and what sounds secret in it is a SecretRef.",
        "Type passwords, tokens and keys as `SecretRef`; ask `session.secret(reference)` where one is needed.",
    ),
    "PLT-003": KitRule(
        "Native words map to real states, and some word means Live, Rejected and (with takedown) Taken Down.",
        "Each value of `status_map` is a status and one of its substates; `docs/reference/states.md` lists them.",
    ),
    "PLT-004": KitRule(
        "Every capability declared is implemented, and every one implemented is declared.",
        "`Capability.WEBHOOK` goes with `webhook` and `subscribe`, `Capability.MAIL_STATUS` with `read_mail`.",
    ),
    "PLT-005": KitRule(
        "Connections are endpoints under their own names, no password in a URL; those it delivers over are among them.",
        "Return the same endpoints for the same settings; a login goes into `Endpoint.login`, never into its address.",
    ),
    "PLT-006": KitRule(
        "Every reply the error table knows becomes one of tunemantra's errors and survives pickling.",
        "Raise the classes of `tunemantra.errors`; an own subclass passes all it needs to `super().__init__`.",
    ),
    "PLT-007": KitRule(
        "The simulator, where there is one, is a module that can be found.",
        "`Sandbox.module` is what `python -m` takes: list its package in the distribution, its data files too.",
    ),
    "PLT-008": KitRule(
        "Wrong settings are refused all at once, each by its name.",
        "Type every field, and check a value in the field's own validator, not in `__attrs_post_init__`: that sees "
        "nothing where another field is wrong, and can name none.",
    ),
    "PLT-009": KitRule(
        "Every word the store documents has a meaning, and no other word is given one.",
        "`status_map` is a plain mapping: list each word of the store's paper, and let no default answer for others.",
    ),
    "PLT-014": KitRule(
        "A term the requirement says it can express changes a document; any other blocks the order, named.",
        "Add to `Requirement.terms` what your document carries, and take out what it does not; the message names the "
        "term.",
    ),
    "PLT-030": KitRule(
        "The driver's modules ask no clock, roll no dice and open no connection of their own.",
        "Take the time from `order.created_at` or `session.clock`, connections from the session, ids from the order.",
    ),
    "PLT-031": KitRule(
        "The simulator shares no code with the driver it judges.",
        "Write the simulator's own reading of a document, with `tunemantra.contrib.sandbox` and nothing else of ours.",
    ),
}

_BUILD: Mapping[str, KitRule] = {
    "PLT-010": KitRule(
        "check yields findings, and the same ones twice.",
        "A rule is a pure function of the order: no randomness, nothing kept, `Finding`s alone.",
    ),
    "PLT-011": KitRule(
        "check lets a good release pass.",
        "Where the store wants more of a release, override the fixture `orders` with releases that have it.",
    ),
    "PLT-012": KitRule(
        "check takes an order without renditions.",
        "`tunemantra check` asks before anything was rendered: look into `order.renditions` with `get`.",
    ),
    "PLT-013": KitRule(
        "check and build open no connection.",
        "What the store has to be asked is asked in `deliver` and `report`.",
    ),
    "PLT-020": KitRule(
        "build gives the same bytes for the same order, from any driver, whatever the order of its mappings.",
        "Sort keys; walk through the release rather than through `order.renditions`; take ids from `delivery_id`.",
    ),
    "PLT-021": KitRule(
        "No document says what day it is today.",
        "The only time a document may carry besides the release's own is `order.created_at`.",
    ),
    "PLT-022": KitRule(
        "Paths are unique and stay inside the package.",
        "Use forward slashes, no leading one and no `..`; number tracks by disc and place.",
    ),
    "PLT-023": KitRule(
        "The completion mark, where there is one, is the last file.",
        "Put the document with `Role.MARKER` at the end of `Draft.files`.",
    ),
    "PLT-024": KitRule(
        "Metadata follows the media it describes.",
        "Place media before the document, or say `metadata_last = False` where the store wants it first.",
    ),
    "PLT-025": KitRule(
        "An insert holds every file of the release once, as it was rendered.",
        "Place a rendition of every subject of `requirement.files(release)`, unchanged.",
    ),
    "PLT-026": KitRule(
        "An update sends what changed and no media the platform holds; undeclared, it is refused.",
        "Leave out what `order.unchanged(subject)`; without `Capability.UPDATE`, raise a `RefusedError`.",
    ),
    "PLT-027": KitRule(
        "A takedown is a document without media; undeclared, it is refused.",
        "Build the document of the removal alone; without `Capability.TAKEDOWN`, raise a `RefusedError`.",
    ),
    "PLT-028": KitRule(
        "Documents that say they are JSON or XML are.",
        "Let a library write them; text in a release may hold `&`, `<`, quotes and any script.",
    ),
    "PLT-029": KitRule(
        "With `Capability.BATCHES`, an order in a batch has no mark of its own; one mark lists what is in it.",
        "With `Order.batch`, leave the mark out of `build` and give an `entry`; build the mark in `complete_with`.",
    ),
}

_FILES: Mapping[str, KitRule] = {
    "PLT-040": KitRule(
        "deliver puts every file of the package where build placed it, in that order.",
        "Walk through `package.files` and put each under its own path.",
    ),
    "PLT-041": KitRule(
        "deliver counts the bytes of media it sent; repeated, it sends nothing.",
        "Add up what `put` returns for files with a subject; never remove before putting.",
    ),
    "PLT-042": KitRule(
        "deliver, killed before any file and repeated, writes each file once.",
        "Names come from the order, never from what a try found; let every error pass.",
    ),
    "PLT-043": KitRule(
        "deliver lets a lost lease pass.",
        "Call `session.alive()` and `session.progress()`, and catch nothing that you cannot name.",
    ),
    "PLT-044": KitRule(
        "The receipt names the submission, its time, what is there, and a native word of the status map.",
        "Take the time from `session.clock`; list `(path, sha256)` of the whole package; Live is a report's business.",
    ),
    "PLT-045": KitRule(
        "report on a platform that says nothing yields nothing.",
        "Return an empty tuple where there is no answer yet.",
    ),
}

SANDBOX_RULES: Mapping[str, KitRule] = {
    "PLT-060": KitRule(
        "Delivered to the simulator, a release becomes Live: every file arrives once, and it is taken in once.",
        "The message shows the timeline; the simulator's own journal and page say what it saw.",
    ),
    "PLT-061": KitRule(
        "deliver, cut off after any call and repeated, has every file arrive once and the release taken in once.",
        "Ask the platform what it holds under `order.delivery_id` first, and send only what is missing.",
    ),
    "PLT-062": KitRule(
        "Repeated, deliver moves no media and names the same submission.",
        "The idempotency key is `order.delivery_id`; `Receipt.bytes_sent` is what went over the wire this time.",
    ),
    "PLT-063": KitRule(
        "An update of words alone reaches the store and moves no media; undeclared, it is refused and nothing is sent.",
        "See PLT-026; the simulator has to take a document without media for a release it holds.",
    ),
    "PLT-064": KitRule(
        "A takedown ends Taken Down; undeclared, it is refused and nothing is sent.",
        "The store's word for a removal that is done maps to Taken Down, its word for one that was asked for does not.",
    ),
    "PLT-065": KitRule(
        "What was taken down and is put back on sale is Live again.",
        "A reinstatement is an insert: what the store threw away at the takedown goes again.",
    ),
    "PLT-066": KitRule(
        "Reports that come twice, late or in another order end in the same state.",
        "A report carries the platform's own time, and its own `sequence` among those of one time.",
    ),
    "PLT-067": KitRule(
        "Everything the simulator says is a word of the status map.",
        "Add the word to `status_map`, spelled as the store spells it.",
    ),
    "PLT-068": KitRule(
        "Each declared way of telling tells something: asked, by mail, by webhook, by track, by each channel named.",
        "Set `StatusReport.channel` and `StatusReport.tracks`, or take capability or channel out of the descriptor.",
    ),
    "PLT-069": KitRule(
        "Whatever goes wrong at the store becomes one of tunemantra's errors and survives pickling.",
        "Translate answers by the table of `errors.py`; wrap the parsing of answers and raise `ProtocolError`.",
    ),
    "PLT-070": KitRule(
        "What the checks refuse is not sent: the store hears nothing of it.",
        "`check` asks nobody; what needs the store's answer belongs into `deliver`.",
    ),
    "PLT-071": KitRule(
        "The simulator shows what it holds as a page.",
        "Serve `page(...)` under `admin_routes(...)` and name its address in `ready(...)`.",
    ),
    "PLT-072": KitRule(
        "No secret is in a repr, a receipt, a log or the timeline.",
        "Hand a revealed secret to the connection at once; never keep it, never put it into a message.",
    ),
}

"""The rules of a platform with a simulator."""

KIT_RULES: Mapping[str, KitRule] = dict(sorted({**_DESCRIPTOR, **_BUILD, **_FILES, **SANDBOX_RULES}.items()))
"""Every rule of the platform kit, by id."""

RULES: Mapping[str, str] = {rule: kit.asks for rule, kit in KIT_RULES.items()}
"""Every rule of the platform kit, in one sentence each."""

__all__ = ["KIT_RULES", "RULES", "SANDBOX_RULES", "KitRule"]
