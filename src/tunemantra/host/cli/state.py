"""What every command shares: the settings, and the host made from them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from attrs import evolve, frozen

if TYPE_CHECKING:
    from tunemantra.host.facade import TuneMantra
    from tunemantra.host.settings import Settings


@frozen
class State:
    """The global options.

    Args:
        file: of the settings; None to look for it.
        home: overrides the settings' own.
        safe_mode: overrides the settings' own.
    """

    file: Path | None = None
    home: Path | None = None
    safe_mode: bool = False

    def settings(self) -> Settings:
        """Return the settings with the options applied.

        Raises:
            SettingsError: they are wrong; all findings.
        """
        from tunemantra.host.settings import Settings

        found = Settings.from_file(self.file) if self.file else Settings.from_environment()
        if self.home is not None:
            found = evolve(found, home=self.home)
        return evolve(found, safe_mode=True) if self.safe_mode else found

    def host(self, adapters: Mapping[str, object] | None = None, *, queue: str = "") -> TuneMantra:
        """Return a host of these settings, with another queue where one is named."""
        from tunemantra.host.facade import TuneMantra

        settings = self.settings()
        return TuneMantra(evolve(settings, queue=queue) if queue else settings, adapters=adapters)

    def reader(self, *, tells: bool = False) -> TuneMantra:
        """Return a host that makes nothing: where there is no ledger yet, it reads an empty one.

        Args:
            tells: workers have to hear of what is done; without it the broker of the settings is left alone, and a
                wrong one is in nobody's way.
        """
        from tunemantra.contrib.memory import MemoryLedger
        from tunemantra.host.container import nothing_kept
        from tunemantra.host.facade import TuneMantra

        settings = self.settings()
        if not tells:
            settings = evolve(settings, queue="threads")
        return TuneMantra(settings, adapters={"ledger": MemoryLedger()} if nothing_kept(settings) else None)


def state_of(context: typer.Context) -> State:
    """Return the state the callback has left."""
    found = context.find_object(State)
    return found or State()


__all__ = ["State", "state_of"]
