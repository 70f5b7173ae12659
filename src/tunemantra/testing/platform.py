"""The conformance kit of platforms: inherit, override four fixtures, run pytest.

::

    class TestAcme(FileDeliveryConformance):
        @pytest.fixture
        def platform(self): return PLATFORM

        @pytest.fixture
        def settings(self): return AcmeSettings(folder="/drop")

        @pytest.fixture
        def errors(self): return {word: error_of(word, "") for word in TABLE}

        @pytest.fixture
        def native_words(self): return ["received", "on sale", "refused", "withdrawn"]

`RULES` says what each rule asks for; a failure begins with the rule's id.
"""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from tunemantra.core.status import Status
from tunemantra.errors import LeaseLostError
from tunemantra.ports.package import Draft, Order, Package, Receipt, StatusReport
from tunemantra.ports.platform import Platform, PlatformDriver
from tunemantra.testing._expect import RULES, expect, kept, named, promised
from tunemantra.testing._platform_build import BuildRules
from tunemantra.testing.factories import make_package
from tunemantra.testing.session import MemorySession, blobs_of


class PlatformConformance(BuildRules):
    """What every platform keeps: rules PLT-001 to PLT-031.

    Override the fixtures `platform`, `settings`, `errors` and `native_words`; `wrong_settings`, `driver` and `orders`
    where the usual ones do not fit.
    """


class FileDeliveryConformance(PlatformConformance):
    """What a platform keeps beside that which is handed its files through a `FileTransport`: PLT-040 to PLT-045."""

    def test_plt_040_every_file_arrives_in_order(self, driver: PlatformDriver, orders: tuple[Order, ...]) -> None:
        """PLT-040."""
        for order in orders:
            parcel = _parcel("PLT-040", driver, order)
            parcel.deliver("PLT-040", driver)
            expect("PLT-040", parcel.session.folder.written == parcel.paths, parcel.compared())

    def test_plt_041_a_second_delivery_sends_nothing(self, driver: PlatformDriver, orders: tuple[Order, ...]) -> None:
        """PLT-041."""
        for order in orders:
            parcel = _parcel("PLT-041", driver, order)
            first = parcel.deliver("PLT-041", driver)
            second = parcel.deliver("PLT-041", driver)
            media = sum(file.size for file in parcel.package.files if file.subject)
            expect("PLT-041", first.bytes_sent == media, f"{named(order)}: {first.bytes_sent} bytes sent, not {media}")
            expect("PLT-041", second.bytes_sent == 0, f"{named(order)}: repeated, {second.bytes_sent} bytes were sent")
            expect("PLT-041", sorted(parcel.session.folder.written) == sorted(parcel.paths), parcel.compared())

    def test_plt_042_a_killed_delivery_goes_on(self, driver: PlatformDriver, orders: tuple[Order, ...]) -> None:
        """PLT-042."""
        for order in orders:
            for path in _parcel("PLT-042", driver, order).paths:
                parcel = _parcel("PLT-042", driver, order)
                parcel.session.folder.before_put = _killing(path)
                try:
                    driver.deliver(order, parcel.package, parcel.session)
                except _KilledError:
                    pass
                else:
                    expect("PLT-042", holds=False, message=f"{path} was never put, or its failure was swallowed")
                parcel.session.folder.before_put = lambda _path: None
                parcel.deliver("PLT-042", driver)
                once = sorted(parcel.session.folder.written) == sorted(parcel.paths)
                expect("PLT-042", once, f"killed at {path}: {parcel.compared()}")

    def test_plt_043_a_lost_lease_passes(self, driver: PlatformDriver, orders: tuple[Order, ...]) -> None:
        """PLT-043."""
        for order in orders:
            parcel = _parcel("PLT-043", driver, order)
            parcel.session.lost = True
            try:
                driver.deliver(order, parcel.package, parcel.session)
            except LeaseLostError:
                continue
            except Exception as problem:  # noqa: BLE001 - whatever it became
                expect("PLT-043", holds=False, message=f"a lost lease became {type(problem).__name__}")
            expect("PLT-043", holds=False, message=f"{named(order)}: deliver ended although the lease was lost")

    def test_plt_044_the_receipt_is_proof(
        self, platform: Platform, driver: PlatformDriver, orders: tuple[Order, ...]
    ) -> None:
        """PLT-044."""
        for order in orders:
            parcel = _parcel("PLT-044", driver, order)
            receipt = parcel.deliver("PLT-044", driver)
            expect("PLT-044", receipt.reference, "the receipt names no submission")
            expect("PLT-044", receipt.at == parcel.session.clock.now(), "the receipt's time is not the session's")
            status = platform.status_map.get(receipt.native, (None, ""))[0]
            expect("PLT-044", status in {Status.PROCESSING, Status.DELIVERED}, f"{receipt.native!r} means {status}")
            there = {(file.path, file.sha256) for file in parcel.package.files}
            expect("PLT-044", set(receipt.files) >= there, "the receipt does not list what is there")

    def test_plt_045_silence_is_no_report(self, driver: PlatformDriver, orders: tuple[Order, ...]) -> None:
        """PLT-045."""
        for order in orders:
            parcel = _parcel("PLT-045", driver, order)
            receipt = parcel.deliver("PLT-045", driver)
            said: list[StatusReport] = []
            with promised("PLT-045", "report"):
                said = list(driver.report(str(order.release.icpn), receipt, parcel.session))
            expect("PLT-045", not said, f"nobody said {[report.native for report in said]}")


class _KilledError(Exception):
    """Stands for `kill -9`; no driver may know it."""


@frozen
class _Parcel:
    order: Order
    package: Package
    session: MemorySession

    @property
    def paths(self) -> list[str]:
        return [file.path for file in self.package.files]

    def deliver(self, rule: str, driver: PlatformDriver) -> Receipt:
        doing = f"deliver of {named(self.order)}"
        return kept(rule, doing, lambda: driver.deliver(self.order, self.package, self.session))

    def compared(self) -> str:
        return f"{named(self.order)}: written were {self.session.folder.written}, not {self.paths}"


def _parcel(rule: str, driver: PlatformDriver, order: Order) -> _Parcel:
    draft: Draft = kept(rule, f"build of {named(order)}", lambda: driver.build(order))
    package = make_package(draft)
    return _Parcel(order, package, MemorySession(blobs_of(order, draft, package)))


def _killing(victim: str) -> Callable[[str], None]:
    def before_put(path: str) -> None:
        if path == victim:
            raise _KilledError

    return before_put


__all__ = ["RULES", "FileDeliveryConformance", "PlatformConformance"]
