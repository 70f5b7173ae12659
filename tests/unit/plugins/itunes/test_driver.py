"""What the driver asks of the Transporter, and what it makes of the answers."""

from __future__ import annotations

from io import BytesIO

import pytest
from attrs import define, evolve, field

from tests.unit.plugins.itunes.samples import SETTINGS, order
from tests.unit.plugins.itunes.test_status import FIRST, ICPN, LATER, content, upload
from tunemantra.core.distribution import OrderKind
from tunemantra.errors import AuthError, Disposition, LeaseLostError, ProtocolError, RefusedError
from tunemantra.plugins.itunes.driver import ItunesDriver, make_driver
from tunemantra.plugins.itunes.package import md5_of
from tunemantra.ports.tool import ToolOutcome
from tunemantra.testing import make_package
from tunemantra.testing.session import MemorySession, blobs_of

UNKNOWN = ToolOutcome(1, "Error Summary\nNo item was found for the identifier given. (1102)\n")
DONE = ToolOutcome(0, f"Package Summary:\n\n1 package was uploaded successfully:\n\t/tmp/{ICPN}.itmsp\n")
CHECKED = ToolOutcome(0, "Package Summary:\n\n1 package was verified successfully:\n\t/tmp/x.itmsp\n")


def store(*parts):
    node = f'<upload_status apple_identifier="1440000000" vendor_identifier="{ICPN}">{"".join(parts)}</upload_status>'
    return ToolOutcome(0, f"<itunes_transporter>{node}</itunes_transporter>")


def held(document):
    return ToolOutcome(0, "", files={f"found/{ICPN}.itmsp/metadata.xml": document} if document else {})


@define
class Script:
    """A Transporter that says what it is told to, run by run."""

    answers: list[ToolOutcome]
    runs: list = field(factory=list)
    carried: dict[str, bytes] = field(factory=dict)

    def run(self, run, *, alive):
        alive()
        self.runs.append(run)
        self.carried = {path: opened().read() for path, opened in run.files.items()} or self.carried
        return self.answers.pop(0)

    def close(self):
        pass

    @property
    def modes(self):
        return [run.arguments[1] for run in self.runs]


@define
class Session(MemorySession):
    script: Script = field(factory=lambda: Script([]))

    def tool(self, name="tool"):
        assert name == "tool"
        return self.script


def bench(*answers, made=None, settings=SETTINGS, **changes):
    made = made or order(**changes)
    driver = ItunesDriver(settings)
    draft = driver.build(made)
    package = make_package(draft)
    session = Session(blobs_of(made, draft, package), script=Script(list(answers)))
    return driver, made, package, session


def delivered(*answers, **changes):
    driver, made, package, session = bench(*answers, **changes)
    return driver.deliver(made, package, session), package, session


def test_a_new_product_is_uploaded_and_asked_for():
    receipt, package, session = delivered(UNKNOWN, DONE, store(upload(status="In Progress")))
    assert session.script.modes == ["status", "upload", "status"]
    assert (receipt.reference, receipt.native) == (FIRST, "Uploaded")
    assert receipt.external_ids == (("itunes", "1440000000"),)
    assert receipt.bytes_sent == sum(file.size for file in package.files if file.subject)


def test_the_package_is_a_folder_with_its_files_and_a_sealed_document():
    _, package, session = delivered(UNKNOWN, DONE, store(upload()))
    carried = session.script.carried
    assert {path.partition("/")[0] for path in carried} == {f"{ICPN}.itmsp"}
    assert {path.partition("/")[2] for path in carried} == {file.path for file in package.files}
    for file in package.files[:-1]:
        md5 = md5_of(BytesIO(carried[f"{ICPN}.itmsp/{file.path}"]))
        assert f'<checksum type="md5">{md5}</checksum>'.encode() in carried[f"{ICPN}.itmsp/metadata.xml"]


def test_the_password_is_in_the_environment_alone():
    _, _, session = delivered(UNKNOWN, DONE, store(upload()))
    for run in session.script.runs:
        assert run.arguments[2:6] == ("-u", "quay@example.com", "-p", "@env:ITMS_TRANSPORTER_PASSWORD")
        assert run.secrets == {"ITMS_TRANSPORTER_PASSWORD": SETTINGS.password}
        assert run.arguments[6:8] == ("-itc_provider", "Quay")


def test_what_the_store_has_is_not_sent_again():
    _, _, session = delivered(UNKNOWN, DONE, store(upload()))
    document = session.script.carried[f"{ICPN}.itmsp/metadata.xml"]
    receipt, _, again = delivered(store(upload()), held(document))
    assert again.script.modes == ["status", "lookupMetadata"]
    assert (receipt.reference, receipt.bytes_sent) == (FIRST, 0)


@pytest.mark.parametrize("other", [b"", b"<package/>"])
def test_another_document_is_replaced(other):
    receipt, _, session = delivered(store(upload()), held(other), DONE, store(upload(), upload(LATER, "In Progress")))
    assert session.script.modes == ["status", "lookupMetadata", "upload", "status"]
    assert receipt.reference == LATER


def test_what_was_refused_is_sent_again_without_a_look():
    failed = store(content(), upload(status="Upload Failed"))
    _, _, session = delivered(failed, DONE, store(upload(LATER)))
    assert session.script.modes == ["status", "upload", "status"]


def test_a_takedown_of_what_is_not_there_is_refused():
    with pytest.raises(RefusedError, match="holds no product"):
        delivered(UNKNOWN, kind=OrderKind.TAKEDOWN)


def test_a_store_that_has_forgotten_what_came_is_not_believed():
    with pytest.raises(ProtocolError, match="knows nothing of it"):
        delivered(UNKNOWN, DONE, UNKNOWN)


def test_a_failure_that_ends_with_0_is_a_failure():
    locked = "[2026-05-01 09:30:00 PDT] <main> ERROR: This Apple ID has been locked for security reasons. (-20209)"
    with pytest.raises(AuthError, match="locked"):
        delivered(UNKNOWN, ToolOutcome(0, locked))


@pytest.mark.parametrize("outcome", [ToolOutcome(0, "[2026-05-01 09:3"), ToolOutcome(-9, ""), ToolOutcome(1, "")])
def test_a_run_without_an_end_is_tried_again(outcome):
    with pytest.raises(ProtocolError) as caught:
        delivered(UNKNOWN, outcome)
    assert caught.value.disposition is Disposition.RETRY


def test_a_package_that_is_not_as_it_has_to_be_is_not_handed_over():
    driver, made, package, session = bench(UNKNOWN)
    with pytest.raises(RefusedError) as caught:
        driver.deliver(made, evolve(package, reference="elsewhere.itmsp"), session)
    assert [finding.rule for finding in caught.value.findings] == ["ITUNES-PKG-001"]
    assert session.script.runs == []


def test_verification_first_and_how_it_is_sent():
    careful = evolve(SETTINGS, verify_first=True, transport="Aspera", kilobits=2000, upload_timeout=60.0, timeout=5.0)
    _, _, session = delivered(UNKNOWN, CHECKED, DONE, store(upload()), settings=careful)
    assert session.script.modes == ["status", "verify", "upload", "status"]
    verify, sending = session.script.runs[1:3]
    assert "-t" not in verify.arguments
    assert sending.arguments[8:14] == ("-f", f"{ICPN}.itmsp", "-t", "Aspera", "-k", "2000")
    assert [run.timeout for run in session.script.runs] == [5.0, 60.0, 60.0, 5.0]


def test_a_lost_lease_passes():
    driver, made, package, session = bench(UNKNOWN)
    session.lost = True
    with pytest.raises(LeaseLostError):
        driver.deliver(made, package, session)


def test_a_report_is_about_its_own_package():
    receipt, _, session = delivered(UNKNOWN, DONE, store(upload()))
    driver = make_driver(SETTINGS)
    both = [content(on_store="WW"), upload(), upload(LATER, "In Progress")]
    session.script.answers = [store(*both), store(*both), UNKNOWN]
    assert [report.native for report in driver.report(ICPN, receipt, session)] == ["Imported", "on_store"]
    later = evolve(receipt, reference=LATER)
    assert [report.native for report in driver.report(ICPN, later, session)] == ["In Progress"]
    assert driver.report(ICPN, receipt, session) == ()


def test_settings_of_somebody_else_are_refused():
    with pytest.raises(TypeError, match="settings of iTunes"):
        make_driver(object())
