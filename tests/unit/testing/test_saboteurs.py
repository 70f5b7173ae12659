"""For each rule of the platform kit a platform that breaks it, and the kit that says so."""

from __future__ import annotations

import hashlib
import inspect
import json
import random
import socket
from contextlib import suppress
from datetime import date, datetime

import pytest
from attrs import evolve, field, frozen

from tests.unit.testing.stores.dialler import DiallingDriver
from tests.unit.testing.stores.good import GoodDriver
from tests.unit.testing.stores.hasty import HastyDriver
from tunemantra.core import (
    AudioSpec,
    Capability,
    Finding,
    ImageSpec,
    OrderKind,
    Requirement,
    Status,
    Term,
    Terms,
    error,
    warning,
)
from tunemantra.errors import ConnectError, LeaseLostError, RefusedError, TuneMantraError
from tunemantra.ports import (
    Document,
    Draft,
    Endpoint,
    Platform,
    Role,
    Sandbox,
    SecretRef,
    StatusReport,
)
from tunemantra.testing import RULES, FileDeliveryConformance, SandboxConformance, make_order, make_release

EVERYTHING = frozenset({Capability.UPDATE, Capability.TAKEDOWN})


@frozen
class GoodSettings:
    folder: str = "/drop"
    secret: SecretRef = SecretRef("env:GOOD_SECRET")


@frozen
class LooseSettings:
    folder: str = "/drop"
    password: str = "hunter2"


class Plain:
    pass


GOOD = Platform(
    key="good",
    label="Good",
    requirement=Requirement(AudioSpec("wav", "pcm", (44_100,), (16,)), ImageSpec("JPEG", 3000, 3000)),
    settings=GoodSettings,
    connections=lambda settings: {"files": Endpoint("files", f"file://{settings.folder}")},
    driver=lambda _settings: GoodDriver(),
    status_map={
        "received": (Status.PROCESSING, "ingesting"),
        "on sale": (Status.LIVE, "all-territories"),
        "refused": (Status.REJECTED, "metadata"),
        "gone": (Status.TAKEN_DOWN, "full"),
    },
    capabilities=EVERYTHING,
    sandbox=Sandbox("tests.unit.testing.stores.shop"),
)


@frozen
class Case:
    """A platform and everything the kit asks of its author."""

    platform: Platform = GOOD
    settings: object = GoodSettings()
    errors: object = field(factory=lambda: {"404": RefusedError("not there")})
    kit: type = FileDeliveryConformance
    words: tuple = ("received", "on sale", "refused", "gone")
    wrong: object = field(factory=dict)

    @property
    def fixtures(self):
        demand = self.platform.requirement
        shapes = ((1, 1), (2, 2))
        return {
            "platform": self.platform,
            "settings": self.settings,
            "driver": self.platform.driver(self.settings),
            "errors": self.errors,
            "native_words": self.words,
            "wrong_settings": self.wrong,
            "orders": tuple(make_order(make_release(tracks=t, discs=d), requirement=demand) for t, d in shapes),
        }

    def run(self, rule):
        test = TESTS[rule]
        wanted = list(inspect.signature(test).parameters)[1:]
        fixtures = self.fixtures
        test(self.kit(), **{name: fixtures[name] for name in wanted})


TESTS = {
    name[5:12].upper().replace("_", "-"): test
    for name, test in inspect.getmembers(FileDeliveryConformance, inspect.isfunction)
    if name.startswith("test_plt_")
}


def by(driver, **changes):
    if type(driver).__module__ == __name__:
        # Its fault is what it does, not what this file imports.
        type(driver).__module__ = GoodDriver.__module__
    return Case(evolve(GOOD, driver=lambda _settings: driver, **changes))


def platform(**changes):
    return Case(evolve(GOOD, **changes))


def native(**words):
    return platform(status_map={**GOOD.status_map, **words})


class Webhooked(GoodDriver):
    def webhook(self, request, session): ...
    def subscribe(self, url, session): ...


@frozen
class AnythingGoes:
    folder: object = "/drop"


@frozen
class ChecksAfterwards:
    host: str = "host"
    port: int = 22

    def __attrs_post_init__(self):
        if not self.host or not self.port:
            raise ValueError("host or port is wrong")


class Guesses(dict):
    def get(self, word, default=None):
        return super().get(word, (Status.LIVE, "all-territories"))


class NoBuild:
    check, deliver, report = GoodDriver.check, GoodDriver.deliver, GoodDriver.report


class AsyncDeliver(GoodDriver):
    async def deliver(self, order, package, session): ...


class ChecksStrings(GoodDriver):
    def check(self, order):
        return ["bad"]


class ChecksAtRandom(GoodDriver):
    def check(self, order):
        yield warning("GOOD-002", "", str(random.random()))


class ChecksHalfWay(GoodDriver):
    def check(self, order):
        yield warning("GOOD-002", "", "so far")
        raise KeyError("genre")


class RefusesAll(GoodDriver):
    def check(self, order):
        return [error("GOOD-003", "titles", "We do not like it.")]


class NeedsRenditions(GoodDriver):
    def check(self, order):
        return [] if order.renditions["artwork"].size else [Finding("GOOD-004", "error", "artwork", "empty")]


class Dials(GoodDriver):
    def build(self, order):
        with suppress(OSError), socket.socket() as line:
            line.connect(("127.0.0.1", 9))
        return super().build(order)


class Documented(GoodDriver):
    """Writes another text into its document."""

    media_type = "application/json"

    def text(self, order):
        raise NotImplementedError

    def documents(self, order, home):
        mark = super().documents(order, home)[-1]
        return [Document(f"{home}/release.json", Role.METADATA, self.text(order).encode(), self.media_type), mark]


class Dices(Documented):
    def text(self, order):
        return json.dumps(random.random())


class FollowsMappings(Documented):
    def text(self, order):
        return json.dumps(list(order.renditions))


class Dates(Documented):
    def text(self, order):
        return json.dumps(datetime.now().astimezone().isoformat(timespec="hours"))


class DatesItsFolder(GoodDriver):
    def build(self, order):
        draft = super().build(order)
        return evolve(draft, reference=f"batch-{date.today():%Y%m%d}")  # noqa: DTZ011 - the fault


class WritesBadJson(Documented):
    def text(self, order):
        return '{"title": "' + order.release.title.text


class WritesBadXml(Documented):
    media_type = "application/xml"

    def text(self, order):
        return f"<title>{order.release.title.text} & more</title>"


class Renames(GoodDriver):
    """Changes every path."""

    def path(self, path):
        raise NotImplementedError

    def build(self, order):
        draft = super().build(order)
        return evolve(draft, files=tuple(evolve(entry, path=self.path(entry.path)) for entry in draft.files))


class NamesAllAlike(Renames):
    def path(self, path):
        return "file" if "/0" in path else path


class ClimbsOut(Renames):
    def path(self, path):
        return f"../{path}"


class StartsAtTheRoot(Renames):
    def path(self, path):
        return f"/{path}"


class WritesBackslashes(Renames):
    def path(self, path):
        return path.replace("/", "\\")


class Reorders(GoodDriver):
    """Changes the order of the files."""

    def order(self, files):
        raise NotImplementedError

    def build(self, order):
        draft = super().build(order)
        return evolve(draft, files=tuple(self.order(list(draft.files))))


class MarksFirst(Reorders):
    def order(self, files):
        return [files[-1], *files[:-1]]


class MarksTwice(Reorders):
    def order(self, files):
        return [*files, evolve(files[-1], path="again")]


class Gathers(GoodDriver):
    """Takes batches, and keeps every promise about them."""

    def build(self, order):
        draft = super().build(order)
        if not order.batch:
            return draft
        files = [file for file in draft.files if getattr(file, "role", None) is not Role.MARKER]
        return Draft(tuple(files), draft.reference, self.entry(files[-1]))

    def entry(self, document):
        return f"{document.path} {hashlib.sha256(document.content).hexdigest()}"

    def complete_with(self, batch, entries):
        text = "\n".join(entries)
        return Draft((Document(f"{batch.id}/done", Role.MARKER, text.encode(), "text/plain"),))

    def complete(self, package, left, session):
        return self.deliver(None, package, session)

    def listed(self, path, content):
        return dict(line.split() for line in content.decode().splitlines())


class GathersWrongly(Gathers):
    def entry(self, document):
        return f"{document.path} {'0' * 64}"


class GathersInSilence(Gathers):
    def entry(self, document):
        return ""


class MarksEach(Gathers):
    def build(self, order):
        return evolve(super().build(evolve(order, batch="")), entry="x y")


class MarksTheBatchFirst(Gathers):
    def complete_with(self, batch, entries):
        (mark,) = super().complete_with(batch, entries).files
        return Draft((mark, evolve(mark, path="index", role=Role.METADATA)))


def gathers(driver):
    return by(driver, capabilities={*EVERYTHING, Capability.BATCHES})


class MetadataFirst(Reorders):
    def order(self, files):
        return [files[-2], *files[:-2], files[-1]]


class WithoutMetadata(Reorders):
    def order(self, files):
        return [*files[:-2], files[-1]]


class ForgetsTheLastTrack(GoodDriver):
    def media(self, order, home):
        return super().media(order, home)[:-1]


class SendsTheCoverTwice(GoodDriver):
    def media(self, order, home):
        media = super().media(order, home)
        return [*media, *(evolve(entry, path=f"{home}/again") for entry in media[:1])]


class SendsAnotherRendition(GoodDriver):
    def media(self, order, home):
        return [
            evolve(entry, rendition=evolve(entry.rendition, sha256="f" * 64)) for entry in super().media(order, home)
        ]


class SendsAllAgain(GoodDriver):
    def media(self, order, home):
        return super().media(evolve(order, previous=None), home)


class SendsNothingAgain(GoodDriver):
    def media(self, order, home):
        return [] if order.kind is OrderKind.UPDATE else super().media(order, home)


class CannotTakeDown(GoodDriver):
    def build(self, order):
        if order.kind is OrderKind.TAKEDOWN:
            raise NotImplementedError
        return super().build(order)


class TakesDownInSilence(GoodDriver):
    def build(self, order):
        return Draft(()) if order.kind is OrderKind.TAKEDOWN else super().build(order)


class DeliversHalf(GoodDriver):
    def deliver(self, order, package, session):
        sent = sum(self.put(file, session) for file in package.files[:-2])
        return self.receipt(package, session, sent)


class DeliversBackwards(GoodDriver):
    def deliver(self, order, package, session):
        return super().deliver(order, evolve(package, files=package.files[::-1]), session)


class RemovesFirst(GoodDriver):
    def put(self, file, session):
        session.files().remove(file.path)
        return super().put(file, session)


class CountsDocumentsToo(GoodDriver):
    def deliver(self, order, package, session):
        return self.receipt(package, session, sum(self.put(file, session) for file in package.files))


class BoastsOfBytes(GoodDriver):
    def receipt(self, package, session, sent):
        return super().receipt(package, session, sum(file.size for file in package.files if file.subject))


class StartsAgainElsewhere(GoodDriver):
    """Leaves what a killed try has written and begins under other names."""

    def deliver(self, order, package, session):
        folder = session.files()
        again = bool(folder.content) and package.files[-1].path not in folder.content
        files = [evolve(f, path=f"{f.path}.2") for f in package.files] if again else package.files
        sent = sum(self.put(file, session) * bool(file.subject) for file in files)
        return self.receipt(package, session, sent)


class SwallowsFailures(GoodDriver):
    def put(self, file, session):
        try:
            return super().put(file, session)
        except Exception:  # noqa: BLE001 - the fault
            return 0


class TranslatesTheLease(GoodDriver):
    def put(self, file, session):
        try:
            return super().put(file, session)
        except LeaseLostError as lost:
            raise ConnectError("the line broke") from lost


class NeverAsksWhetherItMay(GoodDriver):
    def put(self, file, session):
        with session.open(file) as source:
            return session.files().put(source, file.path, size=file.size, sha256=file.sha256)


def receipt(**changes):
    class Proves(GoodDriver):
        def receipt(self, package, session, sent):
            return evolve(super().receipt(package, session, sent), **changes)

    return Proves()


class Invents(GoodDriver):
    def report(self, icpn, receipt, session):
        return [StatusReport(icpn, "on sale", receipt.at)]


class CannotReport(GoodDriver):
    def report(self, icpn, receipt, session):
        return session.files().read("status.json")


class LateError(TuneMantraError):
    def __reduce__(self):
        return (LateError, ())


SABOTEURS = [
    ("PLT-001", "no key", platform(key="Good Music!")),
    ("PLT-001", "no label", platform(label=" ")),
    ("PLT-001", "a contract of the future", platform(api=99)),
    (
        "PLT-001",
        "an unknown territory encoding",
        platform(requirement=evolve(GOOD.requirement, territory_encoding="x")),
    ),
    ("PLT-001", "no pause", platform(poll_seconds=0)),
    ("PLT-001", "a made-up capability", platform(capabilities={"fly"})),
    ("PLT-002", "a password in the clear", Case(evolve(GOOD, settings=LooseSettings), LooseSettings())),
    ("PLT-002", "settings that are no attrs class", platform(settings=Plain)),
    ("PLT-002", "settings of somebody else", Case(settings=LooseSettings())),
    ("PLT-003", "a word without a substate", native(lost=Status.ERROR)),
    ("PLT-003", "an invented status", native(lost=("Lost", "full"))),
    ("PLT-003", "an invented substate", native(lost=(Status.ERROR, "lost"))),
    ("PLT-003", "no word for Live", platform(status_map={"no": (Status.REJECTED, "rights")})),
    ("PLT-004", "a webhook nobody declared", by(Webhooked())),
    ("PLT-004", "a webhook nobody wrote", platform(capabilities={*EVERYTHING, Capability.WEBHOOK})),
    ("PLT-004", "mail nobody reads", platform(capabilities={*EVERYTHING, Capability.MAIL_STATUS})),
    ("PLT-004", "no build", by(NoBuild())),
    ("PLT-004", "an asynchronous deliver", by(AsyncDeliver())),
    ("PLT-005", "no connections", platform(connections=lambda _: {})),
    ("PLT-005", "an address alone", platform(connections=lambda _: {"files": "sftp://host"})),
    ("PLT-005", "two names", platform(connections=lambda _: {"files": Endpoint("sftp", "sftp://host")})),
    ("PLT-005", "a password", platform(connections=lambda _: {"files": Endpoint("files", "sftp://me:pw@host")})),
    ("PLT-005", "chance", platform(connections=lambda _: {"files": Endpoint("files", f"sftp://{random.random()}")})),
    ("PLT-006", "no table", Case(errors={})),
    ("PLT-006", "a vendor's error", Case(errors={"404": OSError("not there")})),
    ("PLT-006", "the root of the tree", Case(errors={"404": TuneMantraError("not there")})),
    ("PLT-006", "no words", Case(errors={"404": RefusedError("")})),
    ("PLT-006", "an error that forgets", Case(errors={"404": LateError("not there")})),
    ("PLT-007", "a simulator that is not there", platform(sandbox=Sandbox("tunemantra_good.nowhere"))),
    ("PLT-008", "anything goes", Case(evolve(GOOD, settings=AnythingGoes), AnythingGoes())),
    (
        "PLT-008",
        "checked afterwards",
        Case(evolve(GOOD, settings=ChecksAfterwards), ChecksAfterwards(), wrong={"host": "", "port": 0}),
    ),
    ("PLT-009", "a word without a meaning", Case(words=("received", "on sale", "on hold"))),
    ("PLT-009", "a guess", platform(status_map=Guesses(GOOD.status_map))),
    ("PLT-014", "an end nobody is told", platform(requirement=evolve(GOOD.requirement, terms=Terms({Term.END})))),
    ("PLT-030", "the machine's clock", by(HastyDriver())),
    ("PLT-030", "a connection of its own", by(DiallingDriver())),
    ("PLT-031", "the driver's own code", platform(sandbox=Sandbox("tests.unit.testing.stores.twin"))),
    ("PLT-031", "the rules of the house", platform(sandbox=Sandbox("tests.unit.testing.stores.cousin"))),
    ("PLT-010", "chance", by(ChecksAtRandom())),
    ("PLT-010", "strings", by(ChecksStrings())),
    ("PLT-010", "an error half way", by(ChecksHalfWay())),
    ("PLT-011", "everything is refused", by(RefusesAll())),
    ("PLT-012", "renditions taken for granted", by(NeedsRenditions())),
    ("PLT-013", "a call home", by(Dials())),
    ("PLT-020", "chance", by(Dices())),
    ("PLT-020", "the order of a mapping", by(FollowsMappings())),
    ("PLT-021", "today in a document", by(Dates())),
    ("PLT-021", "today in a name", by(DatesItsFolder())),
    ("PLT-022", "a way out", by(ClimbsOut())),
    ("PLT-022", "one name for all", by(NamesAllAlike())),
    ("PLT-022", "the root", by(StartsAtTheRoot())),
    ("PLT-022", "backslashes", by(WritesBackslashes())),
    ("PLT-023", "the mark first", by(MarksFirst())),
    ("PLT-023", "two marks", by(MarksTwice())),
    ("PLT-024", "metadata first", by(MetadataFirst())),
    ("PLT-024", "no metadata", by(WithoutMetadata())),
    ("PLT-025", "a track less", by(ForgetsTheLastTrack())),
    ("PLT-025", "a cover more", by(SendsTheCoverTwice())),
    ("PLT-025", "other bytes", by(SendsAnotherRendition())),
    ("PLT-026", "everything again", by(SendsAllAgain())),
    ("PLT-026", "a new cover forgotten", by(SendsNothingAgain())),
    ("PLT-026", "an update nobody declared", platform(capabilities={Capability.TAKEDOWN})),
    ("PLT-027", "no takedown", by(CannotTakeDown())),
    ("PLT-027", "no takedown, undeclared", by(CannotTakeDown(), capabilities={Capability.UPDATE})),
    ("PLT-027", "a takedown nobody declared", platform(capabilities={Capability.UPDATE})),
    ("PLT-027", "nothing said", by(TakesDownInSilence())),
    ("PLT-028", "broken JSON", by(WritesBadJson())),
    ("PLT-028", "broken XML", by(WritesBadXml())),
    ("PLT-029", "other bytes listed", gathers(GathersWrongly())),
    ("PLT-029", "nothing said for the mark", gathers(GathersInSilence())),
    ("PLT-029", "a mark for each", gathers(MarksEach())),
    ("PLT-029", "the mark first", gathers(MarksTheBatchFirst())),
    ("PLT-029", "nobody there to gather", by(GoodDriver(), capabilities={*EVERYTHING, Capability.BATCHES})),
    ("PLT-040", "backwards", by(DeliversBackwards())),
    ("PLT-040", "half of it", by(DeliversHalf())),
    ("PLT-041", "bytes that were not sent", by(BoastsOfBytes())),
    ("PLT-041", "everything again", by(RemovesFirst())),
    ("PLT-041", "documents counted as media", by(CountsDocumentsToo())),
    ("PLT-042", "beginning anew", by(StartsAgainElsewhere())),
    ("PLT-042", "failures swallowed", by(SwallowsFailures())),
    ("PLT-043", "the lease translated", by(TranslatesTheLease())),
    ("PLT-043", "the lease not asked for", by(NeverAsksWhetherItMay())),
    ("PLT-044", "no reference", by(receipt(reference=""))),
    ("PLT-044", "an unknown word", by(receipt(native="fine"))),
    ("PLT-044", "Live at once", by(receipt(native="on sale"))),
    ("PLT-044", "another time", by(receipt(at=datetime.now().astimezone()))),
    ("PLT-044", "no files", by(receipt(files=()))),
    ("PLT-045", "invented reports", by(Invents())),
    ("PLT-045", "no answer is an error", by(CannotReport())),
]


@pytest.mark.parametrize("rule", sorted(TESTS))
def test_a_good_platform_passes(rule):
    Case().run(rule)


@pytest.mark.parametrize(("rule", "what", "case"), SABOTEURS, ids=[f"{rule} {what}" for rule, what, _ in SABOTEURS])
def test_the_kit_finds_it(rule, what, case):
    with pytest.raises(AssertionError, match=f"^{rule}: "):
        case.run(rule)


def test_every_rule_is_tested_described_and_sabotaged():
    known = {rule for rule in RULES if rule not in SandboxConformance.RULES}
    assert set(TESTS) == known == {rule for rule, _, _ in SABOTEURS}


FIRST = {rule: case for rule, _, case in reversed(SABOTEURS)}
"""Of each rule the saboteur that breaks nothing else."""


def fails(case, rule):
    try:
        case.run(rule)
    except AssertionError as problem:
        return str(problem).startswith(f"{rule}: ")
    return False


@pytest.mark.parametrize("saboteur", sorted(FIRST))
def test_a_saboteur_is_caught_by_its_rule_alone(saboteur):
    assert [rule for rule in sorted(TESTS) if fails(FIRST[saboteur], rule)] == [saboteur]


def test_every_test_says_its_rule():
    assert {rule: test.__doc__ for rule, test in TESTS.items()} == {rule: f"{rule}." for rule in TESTS}


def test_a_platform_may_take_batches():
    for rule in sorted(TESTS):
        gathers(Gathers()).run(rule)


def test_a_platform_without_updates_refuses_them():
    class RefusesUpdates(GoodDriver):
        def build(self, order):
            if order.kind is OrderKind.UPDATE:
                raise RefusedError("take it down and deliver it anew")
            return super().build(order)

    by(RefusesUpdates(), capabilities={Capability.TAKEDOWN}).run("PLT-026")


def test_a_platform_may_want_its_document_first():
    class DocumentFirst(FileDeliveryConformance):
        metadata_last = False

    evolve(by(MetadataFirst()), kit=DocumentFirst).run("PLT-024")


def test_a_package_may_list_media_that_the_platform_holds():
    class Lists(FileDeliveryConformance):
        update_lists_held_media = True

    evolve(by(SendsAllAgain()), kit=Lists).run("PLT-026")


@pytest.mark.parametrize("fixture", ["platform", "settings", "errors", "native_words"])
def test_what_the_author_must_say_is_asked_for(fixture):
    function = getattr(FileDeliveryConformance, fixture)
    with pytest.raises(NotImplementedError, match=f"override the fixture `{fixture}`"):
        getattr(function, "__wrapped__", None)(FileDeliveryConformance())


def test_a_connection_it_delivers_over_has_to_be_named():
    platform(delivers_over=("file",)).run("PLT-005")
    with pytest.raises(AssertionError, match="PLT-005: it says that it delivers over sftp"):
        platform(delivers_over=("file", "sftp")).run("PLT-005")
