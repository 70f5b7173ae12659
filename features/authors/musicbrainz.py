"""MusicBrainz."""

from __future__ import annotations


def unseen(desk):
    # A warning to us, because some stores take it; the community votes it down.
    desk.release.tracks[0]["title"] = "Upstream (feat. Somebody)"


def wrong_login(folder):
    path = folder / "wrong-secret"
    path.write_text("not the secret", "utf-8")
    return {"client_secret": f"file:{path}"}
