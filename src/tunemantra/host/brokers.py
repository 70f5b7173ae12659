"""The queue the settings choose, and working on what comes from it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from tunemantra.contrib.queue import ThreadQueue
from tunemantra.core.finding import Finding, error
from tunemantra.errors import SettingsError, StateError
from tunemantra.host.settings import Settings, is_reference
from tunemantra.host.structuring import RULE
from tunemantra.pipeline.tools import Tools
from tunemantra.ports.queue import SupportsLengths, WorkQueue
from tunemantra.ports.runtime import SecretRef, SecretStore

if TYPE_CHECKING:
    from tunemantra.contrib.queue.celery import CeleryQueue

THREADS = "threads"
CELERY = "celery"


class _Host(Protocol):
    @property
    def tools(self) -> Tools: ...


def queue_of(settings: Settings, secrets: SecretStore) -> WorkQueue:
    """Return the queue of the settings; nothing is connected.

    Raises:
        SettingsError: it needs what is not installed, or its broker cannot be used.
        SecretError: the reference to its broker leads nowhere.
    """
    if settings.queue == THREADS:
        return ThreadQueue()
    with _extra():
        from tunemantra.contrib.queue.celery import CeleryQueue, application
    return CeleryQueue(application(_broker(settings, secrets)))


def require_answer(settings: Settings, secrets: SecretStore, hint: str) -> None:
    """Refuse a broker that does not answer, at once: whoever waits for its workers waits for nothing.

    Args:
        settings: whose queue.
        secrets: where a reference to the broker leads.
        hint: what to do about it.

    Raises:
        SettingsError: the queue needs what is not installed, or its broker cannot be used.
        SecretError: the reference to its broker leads nowhere.
        StateError: it does not answer.
    """
    queue = queue_of(settings, secrets)
    if isinstance(queue, SupportsLengths):
        try:
            queue.lengths()
        except StateError as problem:
            raise StateError(problem.message, hint=hint, disposition=problem.disposition) from None
        finally:
            queue.close()


def _broker(settings: Settings, secrets: SecretStore) -> str:
    if is_reference(settings.broker):
        return secrets.reveal(SecretRef(settings.broker))
    try:
        address = urlsplit(settings.broker)
        _ = address.port
    except ValueError:
        # Without its cause, which repeats the address, and with it a password.
        raise _wrong("broker", "(not an address)", "redis://host:6379/0 or amqp://host//") from None
    if address.password:
        message = "a broker with a password"
        raise _wrong("broker", message, "an address without one, or a reference: env:NAME, file:PATH or keyring:NAME")
    return settings.broker


def work(host: _Host, queue: CeleryQueue, names: Collection[str], count: int, stop: Callable[[], bool]) -> None:
    """Run a Celery worker on our own application until `stop` says so.

    Args:
        host: whose deliveries.
        queue: of this host.
        names: of the kinds of work it takes; all of them where none is named.
        count: deliveries at the same time.
        stop: asked some times a second.

    Raises:
        SettingsError: there is no such kind of work.
    """
    from tunemantra.contrib.queue.celery import KINDS, register, run

    unknown = [name for name in names if name not in KINDS]
    if unknown:
        raise _wrong("only", ", ".join(unknown), f"some of {', '.join(KINDS)}")
    register(queue.app, host)
    run(queue.app, host, [kind for name, kind in KINDS.items() if name in (names or KINDS)], count, stop)


@contextmanager
def _extra() -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as problem:
        message = f"celery ({problem.name} is not installed)"
        raise _wrong(
            "queue", message, "threads, or the extra `celery`", "pip install 'tunemantra[celery]'"
        ) from problem


def _wrong(path: str, observed: str, expected: str, hint: str = "") -> SettingsError:
    finding: Finding = error(RULE, path, "the queue cannot be used", observed=observed, expected=expected, hint=hint)
    return SettingsError("the queue cannot be used", [finding])


__all__ = ["CELERY", "THREADS", "queue_of", "require_answer", "work"]
