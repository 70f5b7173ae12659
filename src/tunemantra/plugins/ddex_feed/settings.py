"""What a user has to fill in to deliver to a store: which one it is, what is other than its profile, and the login."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast, get_args
from urllib.parse import quote

from attrs import Attribute, field, frozen, validators

from tunemantra.core.identifiers import Dpid
from tunemantra.errors import IdentifierError
from tunemantra.plugins.ddex_feed.accounts import StatusAccount, absolute, status_endpoints
from tunemantra.plugins.ddex_feed.directory import GENERIC, Store, directory, stated
from tunemantra.plugins.ddex_feed.profile import LONGEST_SUFFIX, WORDS
from tunemantra.ports.runtime import SecretRef
from tunemantra.ports.transport import AccessKey, Endpoint, ObjectStore, PasswordLogin, SshLogin, Verify

_HIGHEST_PORT = 65535
_PORTS = {"sftp": 22, "ftps": 21}


def _party(_instance: object, attribute: Attribute[str], value: str) -> None:
    try:
        _ = value and Dpid.parse(value)
    except IdentifierError as problem:
        raise ValueError(f"{attribute.name}: {problem}") from None


def _store(_instance: object, _attribute: object, value: str) -> None:
    if value and value not in directory():
        raise ValueError(f"profile: {value!r} is not in the directory: {', '.join(directory())}")


def _word(name: str) -> str:
    """Return a setting that says one fact of the store otherwise; empty for what the profile says."""
    made: Callable[..., str] = field
    return made(default="", validator=validators.in_(("", *WORDS[name])))


@frozen(kw_only=True)
class FeedSettings(StatusAccount):
    """The table `[platforms.<key>]` of a store that takes a DDEX feed.

    Args:
        sender: our DDEX party id; always needed.
        profile: the store's name in the directory; empty for the common practice, to be stated otherwise below.
        label: what the store is called in lists; empty for the profile's word.
        dpid: the store's DDEX party id; needed where its profile has none.
        ern: version of the messages where it is not the profile's, as in their namespace: `43`.
        release_profile: `standard`, or `simple-single` for releases of one track without a track release.
        transport: `sftp`, `ftps` or `s3`, where it is not the profile's.
        choreography: folders and names, where they are not the profile's; the reference lists the words.
        marker: what completes a batch: `manifest`, `zero-byte`, or `message` where nothing follows the message.
        manifest: version of the choreography a manifest is written for.
        status: how the store says what became of a delivery, where it is not as in the profile: `ack` for
            acknowledgements of the standard, `mail`, `portal`, `csv`, `queue`, or `soap` for a web service.
        ack: version of the choreography whose acknowledgements the store sends; `none` where it sends none.
        hash: how messages prove each file, and a manifest each message, where it is not as in the profile: `sha-256` or
            `md5`.
        sheet: the form of reports for `status = "csv"`, a word of the reference.
        takedown: `no-deal` for a full message without deals, `purge` for a PurgeReleaseMessage.
        audio: the form of recordings, a word of the reference.
        image: the form of the cover, a word of the reference.
        suffix: characters of the delivery's hash after the stamp of a batch, which tell deliveries of one moment apart.
        sender_name: our name in the messages.
        test: mark messages as TestMessage.
        host: of the SFTP or FTPS server.
        port: of that server; 0 for the protocol's own.
        user: of the login there.
        password: of the login; for FTPS, or where an SFTP server takes no key.
        key: reference to the private SSH key (OpenSSH or PEM text).
        passphrase: of the key.
        host_key: the pinned key of the SFTP server, `ssh-ed25519 AAAA…`.
        known_hosts: path of a known-hosts file, instead of `host_key`.
        ca_file: certificates to trust for FTPS, HTTPS and the queue instead of the system's.
        folder: everything lies under it: a folder of the server, absolute or relative to the login's own, or of the
            bucket.
        bucket: of S3.
        service: `https://host` of a store's own S3; empty for Amazon's.
        region: of the bucket.
        path_style: the bucket stands in the path, not in the name of the host.
        key_id: one half of the access key; without it the machine's own key is used.
        secret: the other half.
        session_token: of a temporary key.
        timeout: seconds without progress before a connection is given up.
        verify: how each file is proved after it was sent: `hash`, `reread`, or `size` for an account that may not read.
    """

    sender: str = field(default="", validator=_party)
    profile: str = field(default="", validator=_store)
    label: str = ""
    dpid: str = field(default="", validator=_party)
    ern: str = _word("ern")
    release_profile: str = _word("release_profile")
    transport: str = _word("transport")
    choreography: str = _word("choreography")
    marker: str = _word("marker")
    manifest: str = _word("manifest")
    status: str = _word("status")
    ack: str = _word("ack")
    sheet: str = _word("sheet")
    hash: str = _word("hash")
    takedown: str = _word("takedown")
    audio: str = _word("audio")
    image: str = _word("image")
    suffix: int | None = field(
        default=None,
        validator=validators.optional([validators.ge(0), validators.le(LONGEST_SUFFIX)]),
    )
    sender_name: str = ""
    test: bool = False
    host: str = ""
    port: int = field(default=0, validator=[validators.ge(0), validators.le(_HIGHEST_PORT)])
    user: str = ""
    password: SecretRef | None = None
    key: SecretRef | None = None
    passphrase: SecretRef | None = None
    host_key: str = ""
    known_hosts: str = field(default="", validator=absolute)
    ca_file: str = field(default="", validator=absolute)
    folder: str = field(default="", validator=validators.matches_re(r"/?([^/\s]+/)*[^/\s]*"))
    bucket: str = ""
    service: str = field(default="", validator=validators.matches_re(r"(https?://\S+)?"))
    region: str = "us-east-1"
    path_style: bool = False
    key_id: SecretRef | None = None
    secret: SecretRef | None = None
    session_token: SecretRef | None = None
    timeout: float = field(default=60.0, validator=validators.gt(0))
    verify: str = field(default="hash", validator=validators.in_(get_args(Verify)))

    def __attrs_post_init__(self) -> None:
        """Say everything at once that the store's transport needs and nobody has filled in."""
        missing = [name for name, there in self._needs().items() if not there]
        if missing:
            raise ValueError(f"missing for {self.store.label} over {self.store.transport}: {', '.join(missing)}")

    @property
    def store(self) -> Store:
        """Return the store: its profile, with what is stated otherwise here."""
        return store_of({name: getattr(self, name) for name in (*GENERIC.facts(), "profile", "label")})

    def _needs(self) -> Mapping[str, object]:
        needs = {"sender": self.sender, "dpid": self.store.dpid, **self.status_needs(self.store)}
        if self.store.transport == "s3":
            return {
                **needs,
                "bucket": self.bucket,
                "key_id and secret together": bool(self.key_id) == bool(self.secret),
            }
        needs |= {"host": self.host, "user": self.user}
        if self.store.transport == "ftps":
            return {**needs, "password": self.password}
        return {
            **needs,
            "host_key or known_hosts": self.host_key or self.known_hosts,
            "key or password": self.key or self.password,
        }


def store_of(table: Mapping[str, object]) -> Store:
    """Return the store that a table means; what is wrong in it counts as not stated."""
    named = table.get("profile")
    base = directory().get(named, GENERIC) if isinstance(named, str) else GENERIC
    label = table.get("label")
    return stated(base, table, label=label if isinstance(label, str) else "")


def account_of(settings: object) -> FeedSettings:
    """Return the settings as what they are.

    Raises:
        TypeError: they belong to somebody else.
    """
    if not isinstance(settings, FeedSettings):
        raise TypeError(f"these are no settings of a DDEX feed but {type(settings).__name__}")
    return settings


def connections(settings: object) -> Mapping[str, Endpoint]:
    """Return the endpoint for the store's files, in the scheme of its transport, and that of its own way of telling."""
    account = account_of(settings)
    made = {"sftp": _sftp, "ftps": _ftps, "s3": _s3}[account.store.transport]
    told = status_endpoints(
        account,
        account.store,
        timeout=account.timeout,
        ca_file=account.ca_file,
        key=_access_key(account),
        region=account.region,
    )
    return {endpoint.name: endpoint for endpoint in (made(account), *told)}


def _sftp(account: FeedSettings) -> Endpoint:
    return Endpoint(
        "files",
        _url(account),
        login=SshLogin(account.user, account.key, account.passphrase, account.password),
        host_key=account.host_key,
        known_hosts=account.known_hosts,
        timeout=account.timeout,
        verify=cast("Verify", account.verify),
    )


def _ftps(account: FeedSettings) -> Endpoint:
    return Endpoint(
        "files",
        _url(account),
        login=PasswordLogin(account.user, account.password) if account.password else None,
        timeout=account.timeout,
        ca_file=account.ca_file,
        verify=cast("Verify", account.verify),
    )


def _access_key(account: FeedSettings) -> AccessKey | None:
    if account.key_id is None or account.secret is None:
        return None
    return AccessKey(account.key_id, account.secret, account.session_token)


def _s3(account: FeedSettings) -> Endpoint:
    return Endpoint(
        "files",
        f"s3://{account.bucket}/{quote(account.folder.strip('/'))}",
        login=_access_key(account),
        timeout=account.timeout,
        verify=cast("Verify", account.verify),
        store=ObjectStore(service=account.service, region=account.region, path_style=account.path_style),
    )


def _url(account: FeedSettings) -> str:
    scheme = account.store.transport
    # `/~/` is the login's own folder, an absolute one stands alone.
    folder = account.folder if account.folder.startswith("/") else f"/~/{account.folder}"
    host = f"[{account.host}]" if ":" in account.host else account.host
    return f"{scheme}://{host}:{account.port or _PORTS[scheme]}{quote(folder.rstrip('/'))}"


__all__ = ["FeedSettings", "account_of", "connections", "store_of"]
