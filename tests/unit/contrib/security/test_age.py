"""Encrypted packages, opened by the standard tool and by ourselves."""

from __future__ import annotations

import os
import subprocess
import tracemalloc

import pyrage
import pytest

from tests.support import require_tool
from tunemantra.contrib import security
from tunemantra.contrib.memory import MemorySecrets
from tunemantra.contrib.security import decrypt, encrypt, encrypt_with_passphrase, public_key_of
from tunemantra.errors import AssetCorruptError, AssetError, SecretError
from tunemantra.ports.runtime import SecretRef

KEY, OTHER, PHRASE, BROKEN = (SecretRef(f"env:{name}") for name in ("KEY", "OTHER", "PHRASE", "BROKEN"))


@pytest.fixture(scope="module")
def identities():
    return [pyrage.x25519.Identity.generate() for _ in range(2)]


@pytest.fixture(scope="module")
def store(identities):
    phrase = {"env:PHRASE": "nine trains at night", "env:BROKEN": "AGE-SECRET-KEY-1NOTONE"}
    return MemorySecrets({"env:KEY": str(identities[0]), "env:OTHER": str(identities[1])} | phrase)


@pytest.fixture
def package(tmp_path):
    (tmp_path / "package.zip").write_bytes(os.urandom(300_001))
    return tmp_path / "package.zip"


def test_the_standard_tool_opens_it_byte_for_byte(package, tmp_path, identities, store):
    age = require_tool("age", "age")
    sealed = encrypt(package, tmp_path / "package.zip.age", [public_key_of(OTHER, store), public_key_of(KEY, store)])
    (tmp_path / "identity.txt").write_text(f"{identities[0]}\n")
    done = subprocess.run([age, "-d", "-i", tmp_path / "identity.txt", sealed], capture_output=True, check=True)
    assert done.stdout == package.read_bytes()


def test_what_the_standard_tool_encrypts_is_opened(package, tmp_path, store):
    age = require_tool("age", "age")
    command = [age, "-r", public_key_of(KEY, store), "-o", tmp_path / "sealed", package]
    subprocess.run(command, check=True, capture_output=True)
    assert decrypt(tmp_path / "sealed", tmp_path / "opened", KEY, store).read_bytes() == package.read_bytes()


@pytest.mark.parametrize("secret", [KEY, OTHER])
def test_each_recipient_opens_it(package, tmp_path, store, secret):
    sealed = encrypt(package, tmp_path / "sealed", [public_key_of(KEY, store), public_key_of(OTHER, store)])
    assert decrypt(sealed, tmp_path / "opened", secret, store).read_bytes() == package.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["opened", "package.zip", "sealed"]


def test_a_passphrase_opens_what_it_closed(package, tmp_path, store):
    sealed = encrypt_with_passphrase(package, tmp_path / "sealed", PHRASE, store)
    assert sealed.read_bytes().startswith(b"age-encryption.org/v1\n-> scrypt ")
    assert decrypt(sealed, tmp_path / "opened", PHRASE, store).read_bytes() == package.read_bytes()


def spoiled(sealed: bytes, how: str) -> bytes:
    middle = len(sealed) // 2
    flipped = sealed[:middle] + bytes([sealed[middle] ^ 1]) + sealed[middle + 1 :]
    return {"changed": flipped, "cut": sealed[:-70_000], "plain": b"only text", "empty": b""}[how]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"only text", "not in the age format"),
        (b"", "not in the age format"),
        (b"-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n", "age in letters"),
    ],
)
def test_what_is_not_in_the_format_is_told_from_what_was_changed(tmp_path, store, data, said):
    (tmp_path / "sealed").write_bytes(data)
    with pytest.raises(AssetCorruptError, match=said):
        decrypt(tmp_path / "sealed", tmp_path / "opened", KEY, store)
    assert not (tmp_path / "opened").exists()


@pytest.mark.parametrize("how", ["changed", "cut", "plain", "empty"])
def test_what_was_changed_on_the_way_leaves_nothing(package, tmp_path, store, how):
    sealed = encrypt(package, tmp_path / "sealed", [public_key_of(KEY, store)])
    sealed.write_bytes(spoiled(sealed.read_bytes(), how))
    with pytest.raises(AssetCorruptError, match="sealed cannot be opened"):
        decrypt(sealed, tmp_path / "opened", KEY, store)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["package.zip", "sealed"]


@pytest.mark.parametrize("secret", [OTHER, PHRASE])
def test_nobody_else_opens_it(package, tmp_path, store, secret):
    sealed = encrypt(package, tmp_path / "sealed", [public_key_of(KEY, store)])
    with pytest.raises(AssetCorruptError, match="encrypted for somebody else"):
        decrypt(sealed, tmp_path / "opened", secret, store)


@pytest.mark.parametrize("text", ["age1nonsense", "", "ssh-rsa AAAA"])
def test_what_is_no_public_key_is_named(package, tmp_path, text):
    with pytest.raises(AssetError, match="is no public key of age"):
        encrypt(package, tmp_path / "sealed", [text])


def test_a_secret_key_in_the_wrong_place_is_not_told(package, tmp_path, identities):
    with pytest.raises(AssetError, match="a secret key is no public key") as caught:
        encrypt(package, tmp_path / "sealed", [str(identities[0])])
    assert str(identities[0])[16:] not in str(caught.value)


@pytest.mark.parametrize("count", [0, 65])
def test_a_package_has_one_to_sixty_four_recipients(package, tmp_path, store, count):
    with pytest.raises(AssetError, match=f"not for {count}"):
        encrypt(package, tmp_path / "sealed", [public_key_of(KEY, store)] * count)


def test_an_identity_that_is_none_is_named_by_its_reference(store):
    with pytest.raises(SecretError, match="env:BROKEN is no identity") as caught:
        public_key_of(BROKEN, store)
    assert "NOTONE" not in str(caught.value)


def test_a_file_that_is_not_there_and_a_folder_that_is_not_there_are_told(package, tmp_path, store):
    with pytest.raises(AssetError, match="gone cannot be read"):
        encrypt(tmp_path / "gone", tmp_path / "sealed", [public_key_of(KEY, store)])
    with pytest.raises(AssetError, match="sealed cannot be written"):
        encrypt(package, tmp_path / "nowhere" / "sealed", [public_key_of(KEY, store)])


def test_a_full_disk_is_told_as_such(package, store, tmp_path, monkeypatch):
    class Full:
        def write(self, _data):
            raise OSError(28, "No space left on device")

        def flush(self):
            pass

    def full(stream, target):
        output = made(stream, target)
        output._stream = Full()
        return output

    made = security.age._Output
    monkeypatch.setattr(security.age, "_Output", full)
    with pytest.raises(AssetError, match="No space left"):
        encrypt(package, tmp_path / "sealed", [public_key_of(KEY, store)])
    assert [path.name for path in tmp_path.iterdir()] == ["package.zip"]


def test_a_large_file_needs_a_key(package, tmp_path, store, monkeypatch):
    monkeypatch.setattr(security.age, "LARGEST_WITH_PASSPHRASE", 300_000)
    with pytest.raises(AssetError, match="is larger than"):
        encrypt_with_passphrase(package, tmp_path / "sealed", PHRASE, store)
    assert [path.name for path in tmp_path.iterdir()] == ["package.zip"]


def test_memory_does_not_grow_with_the_file(tmp_path, store):
    with (tmp_path / "large").open("wb") as stream:
        stream.truncate(64 << 20)
    tracemalloc.start()
    try:
        sealed = encrypt(tmp_path / "large", tmp_path / "sealed", [public_key_of(KEY, store)])
        decrypt(sealed, tmp_path / "opened", KEY, store)
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()
    assert (tmp_path / "opened").stat().st_size == 64 << 20
