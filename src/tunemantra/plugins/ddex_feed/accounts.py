"""What a user has to fill in where a store says by a way of its own what became of a delivery."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from attrs import Attribute, field, frozen, validators

from tunemantra.contrib.batches import texts
from tunemantra.plugins.ddex_feed.directory import Store
from tunemantra.ports.logins import AccessKey, PasswordLogin
from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.transport import Endpoint, ObjectStore

_ADDRESS = r"(https?://\S+)?"


def absolute(_instance: object, attribute: Attribute[str], value: str) -> None:
    """Refuse a path that is not absolute (a validator)."""
    if value and not value.startswith("/"):
        raise ValueError(f"{attribute.name}: {value!r} is no absolute path")


def _lower(values: str | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text.strip().lower() for text in texts(values))


@frozen(kw_only=True)
class StatusAccount:
    """The part of a store's settings that leads to what it says.

    Args:
        maildir: for `status = "mail"`, the absolute path of the Maildir status mail arrives in.
        mail_server: our own mail server's authserv-id (RFC 8601), whose word on senders counts; empty for whichever
            server wrote into the mailbox last.
        mail_senders: addresses that may report; anything else is ignored.
        portal_url: for `status = "portal"`, the address of the portal's JSON.
        queue_url: for `status = "queue"`, the address of the queue, `https://sqs.eu-west-1.amazonaws.com/1234/label`;
            `key_id`, `secret` and `region` are those of the bucket.
        calls_url: for `status = "soap"`, the address of the store's web service, where `?wsdl` is.
        calls_user: of the login there.
        calls_password: of that login.
    """

    maildir: str = field(default="", validator=absolute)
    mail_server: str = field(default="", validator=validators.matches_re(r"[A-Za-z0-9._-]*"))
    mail_senders: tuple[str, ...] = field(default=(), converter=_lower)
    portal_url: str = field(default="", validator=validators.matches_re(_ADDRESS))
    queue_url: str = field(default="", validator=validators.matches_re(_ADDRESS))
    calls_url: str = field(default="", validator=validators.matches_re(_ADDRESS))
    calls_user: str = ""
    calls_password: SecretRef | None = None

    def status_needs(self, store: Store) -> Mapping[str, object]:
        """Return what a store's way of telling needs, by the name of the setting."""
        needed = {
            "mail": ("maildir", "mail_senders"),
            "portal": ("portal_url",),
            "queue": ("queue_url",),
            "soap": ("calls_url",),
        }
        needs: dict[str, object] = {name: getattr(self, name) for name in needed.get(store.status, ())}
        if store.status == "soap":
            needs["calls_user and calls_password together"] = bool(self.calls_user) == bool(self.calls_password)
        return needs


def status_endpoints(
    account: StatusAccount, store: Store, *, timeout: float, ca_file: str, key: AccessKey | None, region: str
) -> Iterator[Endpoint]:
    """Yield the endpoint of a store's way of telling, where it has one of its own.

    Args:
        account: the settings.
        store: which way.
        timeout, ca_file: of every connection.
        key, region: of the queue.
    """
    if store.status == "mail":
        server = f"?server={account.mail_server}" if account.mail_server else ""
        yield Endpoint("mail", f"maildir://{quote(account.maildir)}{server}", timeout=timeout)
    if store.status == "portal":
        yield Endpoint("portal", account.portal_url, timeout=timeout, ca_file=ca_file)
    if store.status == "queue":
        options = ObjectStore(region=region)
        url = f"sqs+{account.queue_url}"
        yield Endpoint("queue", url, login=key, timeout=timeout, ca_file=ca_file, store=options)
    if store.status == "soap":
        login = PasswordLogin(account.calls_user, account.calls_password) if account.calls_password else None
        yield Endpoint("calls", f"soap+{account.calls_url}", login=login, timeout=timeout, ca_file=ca_file)


__all__ = ["StatusAccount", "absolute", "status_endpoints"]
