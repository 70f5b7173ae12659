"""iTunes Store."""

from __future__ import annotations


def unseen(desk):
    # A programme of the store's own, whose name only its desk knows to guard.
    desk.release.tracks[0]["title"] = "Upstream (Digital Master)"


def wrong_login(folder):
    path = folder / "wrong-password"
    path.write_text("not the password", "utf-8")
    return {"password": f"file:{path}"}
