"""The files a run writes: under hidden names until all of them are complete, gone if anything fails."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

from attrs import define, field

from tunemantra.contrib.media._header import Header
from tunemantra.contrib.media._plan import passes
from tunemantra.contrib.media._reasons import unwritten
from tunemantra.contrib.media._tagging import finish_tags
from tunemantra.contrib.media._wav import header_room, wav_header
from tunemantra.contrib.media.headers import read_header
from tunemantra.core.requirement import AudioForm, rendition_key
from tunemantra.errors import Category, Disposition, MediaError

if TYPE_CHECKING:
    from types import TracebackType

_COPIED_AT_ONCE = 64 << 20


def file_name(form: AudioForm) -> str:
    """Return the name of a form's file, the same every time and another for each form."""
    quality = form.bitrate or form.bit_depth
    plain = AudioForm(form.container, form.codec, form.sample_rate, form.bit_depth, form.channels, form.bitrate)
    special = "" if form == plain else f"-{rendition_key('', form)[:12]}"
    return f"{form.codec}-{form.sample_rate}-{quality}-{form.channels}{special}.{form.extension}"


@define
class Target:
    """One file being written.

    Args:
        form: what it will be.
        part: where it is until it is complete.
        final: where it will be.
        fd: for a WAV, the open file ffmpeg writes bare samples to; -1 otherwise.
        room: bytes kept free for a WAV header.
        passed: whether the master's own bytes go there.
        stripped: whether tags have to be taken out of those.
    """

    form: AudioForm
    part: Path
    final: Path
    fd: int = -1
    room: int = 0
    passed: bool = False
    stripped: bool = False

    @property
    def address(self) -> str:
        """What ffmpeg calls it."""
        return f"file:{self.part.absolute()}" if self.fd < 0 else f"pipe:{self.fd}"

    def open(self, expected_frames: int) -> None:
        """Make the file; for a WAV keep room for its header."""
        block = self.form.channels * self.form.bit_depth // 8
        fd = os.open(self.part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        if self.form.container != "wav" or self.passed:
            os.close(fd)
            return
        self.fd = fd
        self.room = header_room(expected_frames * block)
        os.lseek(fd, self.room, os.SEEK_SET)

    def complete(self, frames: int, cover: Path | None) -> None:
        """Finish the file, tag it, and hold its length against the master's.

        Args:
            frames: the length it should have, one more or less where it was resampled.
            cover: the picture that its tags name.

        Raises:
            MediaError: it has another length, or cannot be tagged.
        """
        if self.fd < 0:
            finish_tags(self.part, self.form, cover, stripped=self.stripped)
        written = self._seal_wav() if self.fd >= 0 else read_header(self.part).declared
        if written is not None and abs(written - frames) > 1:
            message = f"{self.final.name} has {written} frames instead of {frames}"
            raise MediaError(message, category=Category.TECHNICAL, disposition=Disposition.RETRY)

    def close(self) -> None:
        """Close the file, if it is open."""
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1

    def _seal_wav(self) -> int:
        form = self.form
        data_bytes = max(0, os.fstat(self.fd).st_size - self.room)
        header = wav_header(
            channels=form.channels, sample_rate=form.sample_rate, bit_depth=form.bit_depth, data_bytes=data_bytes
        )
        if len(header) != self.room:
            raise MediaError("the audio passes 4 GiB, which its header did not announce")
        if data_bytes & 1:
            os.pwrite(self.fd, b"\0", self.room + data_bytes)
        os.pwrite(self.fd, header, 0)
        return data_bytes // (form.channels * form.bit_depth // 8)


@define
class Targets:
    """All files of one run, as a context: what was not kept by `keep` is removed at its end."""

    folder: Path
    header: Header
    forms: Sequence[AudioForm]
    all: list[Target] = field(factory=list)

    def __enter__(self) -> Self:
        token = secrets.token_hex(4)
        try:
            for form in dict.fromkeys(self.forms):
                name = file_name(form)
                part, final = self.folder / f".{name}.{token}.part", self.folder / name
                passed = passes(self.header, form)
                stripped = passed and self.header.facts().lossy and not self.header.clean
                self.all.append(Target(form, part, final, passed=passed, stripped=stripped))
                self.all[-1].open(self.length_in(form, self.header.declared or 0))
        except OSError as error:
            self._discard()
            raise unwritten(f"{self.folder} cannot be written to", error, Disposition.STOP) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._discard()

    @property
    def encoded(self) -> list[Target]:
        """Those that ffmpeg writes."""
        return [target for target in self.all if not target.passed]

    def pass_on(self, source: Path) -> None:
        """Copy the master to where its own bytes are the form; from an MP3 its tags are left behind.

        Raises:
            MediaError: the disk fails.
        """
        for target in self.all:
            if target.passed:
                is_mp3 = self.header.container == "mp3"
                start, length = (self.header.samples_at, self.header.samples_bytes) if is_mp3 else (0, self.header.size)
                try:
                    _copy(source, target.part, start, length)
                except OSError as error:
                    raise unwritten(f"{source.name} cannot be copied", error) from None

    @property
    def descriptors(self) -> list[int]:
        """The open files ffmpeg inherits."""
        return [target.fd for target in self.all if target.fd >= 0]

    def length_in(self, form: AudioForm, frames: int) -> int:
        """Return how many frames so many frames of the master are in a form."""
        return round(frames * form.sample_rate / self.header.sample_rate)

    def keep(self, frames: int, cover: Path | None = None) -> dict[AudioForm, Path]:
        """Complete every file and give it its name.

        Args:
            frames: the master's, as decoded.
            cover: the picture that tags name.

        Raises:
            MediaError: a file has not the length it should have, or cannot be tagged.
        """
        for target in self.all:
            target.complete(self.length_in(target.form, frames), cover)
            target.close()
        for target in self.all:
            target.part.replace(target.final)
        return {target.form: target.final for target in self.all}

    def _discard(self) -> None:
        for target in self.all:
            target.close()
            with contextlib.suppress(FileNotFoundError):
                target.part.unlink()


def _copy(source: Path, target: Path, start: int, length: int) -> None:
    with source.open("rb") as reading, target.open("r+b") as writing:
        while length > 0:
            sent = os.sendfile(writing.fileno(), reading.fileno(), start, min(length, _COPIED_AT_ONCE))
            if not sent:
                raise OSError(errno.EIO, "it became shorter meanwhile")
            start, length = start + sent, length - sent


__all__ = ["Target", "Targets", "file_name"]
