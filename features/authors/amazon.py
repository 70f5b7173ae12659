"""Amazon Music."""

from __future__ import annotations

import soundfile


def unseen(desk):
    # 16 bits in a file of 24: it would be sold as Ultra HD, and here nobody has listened.
    track = desk.release.tracks[0]
    master = desk.masters.audio(0)
    padded = desk.masters.folder / "padded.wav"
    samples, rate = soundfile.read(master, dtype="int32", always_2d=True)
    soundfile.write(padded, samples >> 16 << 16, rate, subtype="PCM_24")
    desk.release.files[str(track["file"])] = padded


def wrong_login(folder):
    path = folder / "wrong-secret"
    path.write_text("wJalrXUtnFEMI-not-this-one")
    return {"secret": f"file:{path}"}
