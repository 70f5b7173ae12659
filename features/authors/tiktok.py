"""TikTok."""

from __future__ import annotations


def unseen(desk):
    # Others have registered recordings of which only the store knows.
    desk.release.tracks[0]["title"] = "Somebody Else's Evergreen"


def wrong_login(folder):
    path = folder / "wrong-token"
    path.write_text("not the token", "utf-8")
    return {"access_token": f"file:{path}"}
