"""Packages encrypted in the age format (age-encryption.org/v1), so that a receiver needs the standard tool alone.

pyrage, the binding of the Rust implementation, encrypts a stream in pieces of 64 KiB; memory does not grow with the
file. What is written stands aside under a name of its own until all of it is there.
"""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, Final, Protocol, cast

from tunemantra.errors import AssetCorruptError, AssetError, SecretError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tunemantra.ports.runtime import SecretRef, SecretStore

LARGEST_WITH_PASSPHRASE: Final = 256 << 20
"""Bytes of a file that is encrypted with a passphrase: the library takes all of it into memory."""

_MOST_RECIPIENTS: Final = 64
_MAGIC: Final = b"age-encryption.org/"
_ARMOUR: Final = b"-----BEGIN AGE ENCRYPTED FILE-----"


class _Identity(Protocol):
    def to_public(self) -> object: ...


def encrypt(source: Path, target: Path, recipients: Sequence[str]) -> Path:
    """Encrypt a file for some recipients, any of whom can open it, and return where it is.

    Args:
        source: the file, such as a package in one archive; of any size.
        target: the encrypted file, by custom `<name>.age`; replaced when the new one is whole.
        recipients: public keys, `age1…`, at most 64.

    Raises:
        AssetError: a recipient is no public key, there is none, or a file cannot be read or written.
    """
    import pyrage

    keys = [_recipient(text) for text in recipients]
    if not 0 < len(keys) <= _MOST_RECIPIENTS:
        raise AssetError(f"a package is encrypted for 1 to {_MOST_RECIPIENTS} recipients, not for {len(keys)}")
    with _reading(source) as plain, _aside(target) as output:
        try:
            pyrage.encrypt_io(plain, output, keys)
        except pyrage.EncryptError as problem:
            raise output.problem or AssetError(f"{source} cannot be encrypted: {problem}") from problem
    return target


def encrypt_with_passphrase(source: Path, target: Path, passphrase: SecretRef, store: SecretStore) -> Path:
    """Encrypt a file with a passphrase and return where it is.

    Args:
        source: the file, at most 256 MiB; larger ones are encrypted for a recipient's key.
        target: the encrypted file; replaced when the new one is whole.
        passphrase: a reference to it.
        store: resolves the reference.

    Raises:
        AssetError: the file is too large, or cannot be read or written.
        SecretError: there is no such secret.
    """
    import pyrage

    with _reading(source) as plain, _aside(target) as output:
        data = plain.read(LARGEST_WITH_PASSPHRASE + 1)
        if len(data) > LARGEST_WITH_PASSPHRASE:
            message = f"{source} is larger than {LARGEST_WITH_PASSPHRASE >> 20} MiB"
            raise AssetError(message, hint="encrypt it for the recipient's public key, age1…")
        output.write(pyrage.passphrase.encrypt(data, store.reveal(passphrase)))
    return target


def decrypt(source: Path, target: Path, secret: SecretRef, store: SecretStore) -> Path:
    """Open an encrypted file and return where its content is; a file that was changed on the way leaves none.

    Args:
        source: the encrypted file.
        target: its content; replaced when all of it was proved.
        secret: a reference to an identity, `AGE-SECRET-KEY-1…`, or else to a passphrase.
        store: resolves the reference.

    Raises:
        AssetCorruptError: it is not encrypted, was changed, or is meant for somebody else.
        AssetError: a file cannot be read or written.
        SecretError: there is no such secret, or it is no identity.
    """
    import pyrage

    revealed = store.reveal(secret)
    identities = [_identity(revealed, secret)] if _is_identity(revealed) else []
    with _reading(source) as sealed, _aside(target) as output:
        _refuse_other(source, sealed)
        try:
            if identities:
                pyrage.decrypt_io(sealed, output, identities)
            else:
                output.write(pyrage.passphrase.decrypt(sealed.read(LARGEST_WITH_PASSPHRASE << 1), revealed))
        # The library says of a damaged stream that it cannot be read.
        except (pyrage.DecryptError, OSError) as problem:
            message = f"{source} cannot be opened: it was changed, or encrypted for somebody else"
            hint = "compare the public key it was encrypted for, or have it sent again"
            raise output.problem or AssetCorruptError(message, hint=hint) from problem
    return target


def _refuse_other(source: Path, sealed: BinaryIO) -> None:
    """Refuse what is not in the binary form of age, by its first bytes; the stream stands at its start afterwards."""
    head = sealed.read(len(_ARMOUR))
    sealed.seek(0)
    if head == _ARMOUR:
        message = f"{source} cannot be opened: it is age in letters (--armor), not in bytes"
        raise AssetCorruptError(message, hint="have it sent without --armor, or open it with `age --decrypt`")
    if not head.startswith(_MAGIC):
        message = f"{source} cannot be opened: it is not in the age format"
        raise AssetCorruptError(message, hint="name the encrypted file, which mostly ends in .age")


def public_key_of(secret: SecretRef, store: SecretStore) -> str:
    """Return the public key, `age1…`, of an identity that is kept as a secret; others encrypt for it.

    Raises:
        SecretError: there is no such secret, or it is no identity.
    """
    return str(_identity(store.reveal(secret), secret).to_public())


def _recipient(text: str) -> object:
    import pyrage

    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError:
        # Not said: somebody may have given a secret key by mistake.
        shown = "a secret key" if _is_identity(text) else repr(text[:80])
        message = f"{shown} is no public key of age"
        raise AssetError(message, hint="ask the recipient for the line that begins with age1") from None


def _is_identity(text: str) -> bool:
    return text.strip().upper().startswith("AGE-SECRET-KEY-")


def _identity(text: str, secret: SecretRef) -> _Identity:
    import pyrage

    try:
        return cast("_Identity", pyrage.x25519.Identity.from_str(text.strip()))
    except pyrage.IdentityError:
        message = f"{secret} is no identity of age"
        raise SecretError(message, hint="age-keygen makes one", reference=secret.reference) from None


@contextmanager
def _reading(source: Path) -> Iterator[BinaryIO]:
    try:
        stream = source.open("rb")
    except OSError as problem:
        raise AssetError(f"{source} cannot be read: {problem.strerror}") from None
    with stream:
        yield stream


class _Output:
    """A stream that remembers why it could not be written to, whatever the library makes of it."""

    def __init__(self, stream: BinaryIO, target: Path) -> None:
        self.problem: AssetError | None = None
        self._stream, self._target = stream, target

    def write(self, data: bytes) -> int:
        try:
            return self._stream.write(data)
        except OSError as problem:
            self.problem = _unwritable(self._target, problem)
            raise

    def flush(self) -> None:
        self._stream.flush()


def _unwritable(target: Path, problem: OSError) -> AssetError:
    return AssetError(f"{target} cannot be written: {problem.strerror or problem}")


@contextmanager
def _aside(target: Path) -> Iterator[_Output]:
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as stream:
            yield _Output(stream, target)
        part.replace(target)
    except OSError as problem:
        raise _unwritable(target, problem) from None
    finally:
        part.unlink(missing_ok=True)


__all__ = ["LARGEST_WITH_PASSPHRASE", "decrypt", "encrypt", "encrypt_with_passphrase", "public_key_of"]
