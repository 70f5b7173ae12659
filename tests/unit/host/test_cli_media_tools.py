"""The commands that compare, mark, encrypt and cut, as people and scripts meet them."""

from __future__ import annotations

import json

import pyrage
import pytest
import soundfile
import typer
from typer.testing import CliRunner

from tests.unit.contrib.media.music import piece
from tunemantra.errors import AssetCorruptError, ConflictError, MediaError, SecretError
from tunemantra.host.cli import media_clips, media_compare, media_protect

RATE = 44_100


@pytest.fixture(scope="module")
def app():
    made = typer.Typer()
    for module in (media_clips, media_compare, media_protect):
        module.register(made)
    return made


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shelf")
    soundfile.write(folder / "song.wav", piece(1, 10.0), RATE, "PCM_16")
    soundfile.write(folder / "later.wav", piece(1, 10.0)[RATE:] * 0.5, RATE, "PCM_24")
    soundfile.write(folder / "other.wav", piece(2, 10.0), RATE, "PCM_16")
    return folder


@pytest.fixture
def run(app, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MARK", "sixteen letters and more")

    def call(*arguments, fails=None):
        done = CliRunner().invoke(app, [str(one) for one in arguments])
        if fails is not None:
            assert isinstance(done.exception, fails), done.output
        elif done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    return call


def test_compare_says_how_two_files_differ(run, shelf):
    done = run("compare", shelf / "song.wav", shelf / "later.wav")
    assert done.exit_code == 0
    assert "the same recording" in done.output
    assert "the second begins 1.000 s later" in done.output
    assert "the second is 6.02 dB quieter" in done.output


def test_compare_of_different_ones_ends_with_one_and_writes_json(run, shelf):
    done = run("compare", shelf / "song.wav", shelf / "other.wav", "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["relation"] == "different"
    assert run("compare", shelf / "song.wav", shelf / "song.wav").output.startswith("the same file, byte for byte")


def test_a_mark_is_put_in_and_found(run, shelf, tmp_path):
    marked = tmp_path / "marked.wav"
    done = run("watermark", shelf / "song.wav", "--key", "env:MARK", "--recipient", 4711, "--out", marked)
    assert done.exit_code == 0, done.output
    assert json.loads(run("detect", marked, "--key", "env:MARK", "--json").stdout)["recipient"] == 4711
    assert "recipient 4711" in run("detect", marked, "--key", "env:MARK").output


def test_a_marked_copy_takes_nobodys_place(run, shelf, tmp_path):
    master = tmp_path / "master.wav"
    master.write_bytes((shelf / "song.wav").read_bytes())
    before = master.read_bytes()
    mark = ("watermark", master, "--key", "env:MARK", "--recipient", 1, "--out")
    run(*mark, master, fails=ConflictError)
    run(*mark, master, "--force", fails=ConflictError)
    assert master.read_bytes() == before
    (tmp_path / "held.wav").write_text("somebody's")
    run(*mark, tmp_path / "held.wav", fails=ConflictError)
    assert run(*mark, tmp_path / "held.wav", "--force").exit_code == 0
    assert run(*mark, tmp_path / "copy.mp3").exit_code == 2


def test_an_encrypted_package_takes_nobodys_place(run, tmp_path):
    package = tmp_path / "package.zip"
    package.write_bytes(b"all of it")
    run("encrypt", package, "--passphrase", "env:MARK", "--out", package, fails=ConflictError)
    run("encrypt", package, "--passphrase", "env:MARK", "--out", tmp_path / "sealed")
    run("encrypt", package, "--passphrase", "env:MARK", "--out", tmp_path / "sealed", fails=ConflictError)
    run("decrypt", tmp_path / "sealed", "--key", "env:MARK", "--out", package, fails=ConflictError)
    run(
        "decrypt",
        tmp_path / "sealed",
        "--key",
        "env:MARK",
        "--out",
        tmp_path / "sealed",
        "--force",
        fails=ConflictError,
    )
    assert package.read_bytes() == b"all of it"


@pytest.mark.parametrize("seconds", ["nan", "inf", "-1", "121"])
def test_a_clip_of_no_length_is_refused(run, shelf, seconds):
    run("clip", shelf / "song.wav", "--seconds", seconds, fails=MediaError)


def test_no_mark_ends_with_one(run, shelf):
    done = run("detect", shelf / "song.wav", "--key", "env:MARK")
    assert (done.exit_code, done.output.strip()) == (1, "no mark of this key")
    assert json.loads(run("detect", shelf / "song.wav", "--key", "env:MARK", "--json").stdout)["recipient"] is None


@pytest.mark.parametrize("command", [["detect", "song.wav"], ["decrypt", "x.age", "--out", "x"]])
def test_a_secret_that_is_given_instead_of_named_is_refused_and_not_repeated(run, command):
    done = run(*command, "--key", "the secret itself")
    assert done.exit_code == 2
    assert "never given" in done.output
    assert "the secret itself" not in done.output


def test_a_secret_that_is_not_there_is_named(run, shelf):
    run("detect", shelf / "song.wav", "--key", "env:NOT_THERE", fails=SecretError)


def test_a_package_is_encrypted_and_opened(run, tmp_path, monkeypatch):
    identity = pyrage.x25519.Identity.generate()
    monkeypatch.setenv("IDENTITY", str(identity))
    (tmp_path / "package.zip").write_bytes(b"all of it")
    assert "package.zip.age" in run("encrypt", "package.zip", "--to", identity.to_public()).output
    run("decrypt", "package.zip.age", "--key", "env:IDENTITY", "--out", "opened.zip")
    assert (tmp_path / "opened.zip").read_bytes() == b"all of it"
    run("decrypt", "package.zip.age", "--key", "env:MARK", "--out", "no", fails=AssetCorruptError)


def test_a_package_is_encrypted_with_a_passphrase(run, tmp_path):
    (tmp_path / "package.zip").write_bytes(b"all of it")
    run("encrypt", "package.zip", "--passphrase", "env:MARK", "--out", "sealed")
    run("decrypt", "sealed", "--key", "env:MARK", "--out", "opened")
    assert (tmp_path / "opened").read_bytes() == b"all of it"


@pytest.mark.parametrize("more", [[], ["--to", "age1x", "--passphrase", "env:MARK"]])
def test_encrypt_asks_for_one_way(run, more):
    done = run("encrypt", "package.zip", *more)
    assert done.exit_code == 2
    assert "one of them" in done.output


def test_a_clip_shorter_than_asked_for_says_so(run, shelf, tmp_path):
    done = run("clip", shelf / "song.wav", "--start", 6, "--out", tmp_path)
    assert done.exit_code == 0
    assert "4.00 s from 6 s" in done.output
    assert "shorter than the 30 s asked for: song.wav ends after 10.00 s" in done.output
    done = run("clip", shelf / "song.wav", "--start", 6, "--seconds", 3.9999, "--out", tmp_path, "--force")
    assert "shorter than" not in done.output


def test_a_clip_is_cut(run, shelf, tmp_path):
    done = run("clip", shelf / "song.wav", "--start", 2, "--seconds", 1.5, "--kind", "wav", "--out", tmp_path)
    assert "from 2 s" in done.output
    assert soundfile.info(tmp_path / "preview-song.wav").frames == round(1.5 * RATE)
    assert run("clip", shelf / "song.wav", "--seconds", 3, "--out", tmp_path / "new").exit_code == 0
    assert (tmp_path / "new" / "preview-song.mp3").is_file()
    run("clip", shelf / "song.wav", "--seconds", 3, "--out", tmp_path / "new", fails=ConflictError)
    assert run("clip", shelf / "song.wav", "--seconds", 3, "--out", tmp_path / "new", "--force").exit_code == 0
