"""A plugin's notifier, kept from harming anybody: opened at the first event, and a failure is logged."""

from __future__ import annotations

import logging
import threading

from tunemantra.core.distribution import Event
from tunemantra.host.adapters import Choice
from tunemantra.ports.notification import Notifier
from tunemantra.ports.providers import NotifierProvider
from tunemantra.ports.runtime import SecretStore

_log = logging.getLogger(__name__)


class Listener:
    """An `EventSink` that never raises. Safe to use from several threads.

    Args:
        choice: the notifier and its settings.
        secrets: handed to it.
        origin: who brought it, for the log.
    """

    def __init__(self, choice: Choice[NotifierProvider], secrets: SecretStore, origin: str = "") -> None:
        self._choice, self._secrets, self._origin = choice, secrets, origin
        self._notifier: Notifier | None = None
        self._one_at_a_time = threading.RLock()

    @property
    def name(self) -> str:
        """Return its name in the settings."""
        return self._choice.provider.name

    def publish(self, event: Event) -> None:
        """Pass an event on; where the notifier cannot be opened, the next event is another try."""
        with self._one_at_a_time:
            try:
                if self._notifier is None:
                    self._notifier = self._choice.provider.open(self._choice.settings, self._secrets)
                self._notifier.publish(event)
            except (Exception, SystemExit) as problem:  # noqa: BLE001 - the event was committed already
                self._lament(f"on {event.kind}", problem)

    def close(self) -> None:
        """End the notifier, if it was ever opened."""
        with self._one_at_a_time:
            notifier, self._notifier = self._notifier, None
            try:
                if notifier is not None:
                    notifier.close()
            except (Exception, SystemExit) as problem:  # noqa: BLE001 - the others have to be closed as well
                self._lament("when it was closed", problem)

    def _lament(self, when: str, problem: BaseException) -> None:
        said = f"{type(problem).__name__}: {problem}"
        _log.warning("notifier %s of %s failed %s: %s", self.name, self._origin, when, said)
        _log.debug("notifier %s", self.name, exc_info=problem)


__all__ = ["Listener"]
