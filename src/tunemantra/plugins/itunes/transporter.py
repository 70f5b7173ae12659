"""The Transporter's runs, one method a mode: what it says becomes values, its complaints become our errors.

The password reaches it in its environment (`-p @env:NAME`, a form the tool knows); the user's name is on the command
line, because the tool has no other place for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, BinaryIO

from attrs import frozen

from tunemantra.plugins.itunes import profile
from tunemantra.plugins.itunes.errors import NOT_FOUND, error_of, unfinished
from tunemantra.plugins.itunes.log import Log, read_log
from tunemantra.plugins.itunes.settings import ItunesSettings
from tunemantra.plugins.itunes.status import StoreView, read_status
from tunemantra.ports.tool import ToolOutcome, ToolRun, ToolTransport

if TYPE_CHECKING:
    from tunemantra.ports.platform import Session

Opened = Callable[[], BinaryIO]
_FOUND = "found"


@frozen
class Transporter:
    """The program, spoken to through the session."""

    tool: ToolTransport
    settings: ItunesSettings
    alive: Callable[[], None]

    @classmethod
    def of(cls, session: Session, settings: ItunesSettings) -> Transporter:
        """Return the program of a session."""
        return cls(session.tool("tool"), settings, session.alive)

    def status(self, vendor: str) -> StoreView | None:
        """Return what the store says of a product; None where it knows none."""
        doing = f"asking for {vendor}"
        outcome, log = self._run("status", ("-vendor_ids", vendor, "-outputFormat", "xml"))
        if any(fault.code == NOT_FOUND for fault in log.errors):
            return None
        _settle(outcome, log, doing)
        return read_status(outcome.output, vendor)

    def document(self, vendor: str) -> bytes:
        """Return the document of a product as the store has it; nothing where it has none."""
        left = f"{_FOUND}/{profile.PACKAGE_NAME.format(vendor_id=vendor)}/{profile.DOCUMENT_NAME}"
        arguments = ("-vendor_id", vendor, "-destination", _FOUND)
        outcome, log = self._run("lookupMetadata", arguments, wanted=(left,))
        if any(fault.code == NOT_FOUND for fault in log.errors):
            return b""
        _settle(outcome, log, f"looking up {vendor}")
        return outcome.files.get(left, b"")

    def upload(self, folder: str, files: Mapping[str, Opened]) -> None:
        """Hand over a package, and verify it in a run of its own before where the settings say so.

        Args:
            folder: name of the package.
            files: by name, what opens each.
        """
        if self.settings.verify_first:
            self._hand_over("verify", folder, files)
        self._hand_over("upload", folder, files)

    def _hand_over(self, mode: str, folder: str, files: Mapping[str, Opened]) -> None:
        doing = f"the {mode} of {folder}"
        sending = ("-t", self.settings.transport) if mode == "upload" else ()
        bound = ("-k", str(self.settings.kilobits)) if sending and self.settings.kilobits else ()
        placed = {f"{folder}/{name}": opened for name, opened in files.items()}
        outcome, log = self._run(mode, ("-f", folder, *sending, *bound), files=placed)
        _settle(outcome, log, doing)
        if log.done != 1 or log.undone:
            raise unfinished(outcome.code, doing)

    def _run(
        self,
        mode: str,
        arguments: tuple[str, ...],
        *,
        files: Mapping[str, Opened] | None = None,
        wanted: tuple[str, ...] = (),
    ) -> tuple[ToolOutcome, Log]:
        account, variable = self.settings, profile.PASSWORD_VARIABLE
        provider = ("-itc_provider", account.provider) if account.provider else ()
        run = ToolRun(
            ("-m", mode, "-u", account.user, "-p", f"@env:{variable}", *provider, *arguments, "-WONoPause", "true"),
            secrets={variable: account.password},
            files=files or {},
            wanted=wanted,
            timeout=account.upload_timeout if files else account.timeout,
        )
        outcome = self.tool.run(run, alive=self.alive)
        return outcome, read_log(outcome.output)


def _settle(outcome: ToolOutcome, log: Log, doing: str) -> None:
    """Raise what a run complains of; its exit code alone proves nothing."""
    problem = error_of(log, doing)
    if problem is not None:
        raise problem
    if outcome.code:
        raise unfinished(outcome.code, doing)


__all__ = ["Opened", "Transporter"]
