"""QQ Music."""

from __future__ import annotations

# Every release comes in Simplified Chinese as well, and without a voice: translations have scenarios of their own.
CHANGES = {
    "titles": [{"title": "两河之间", "language": "zh-Hans"}],
    "artists": [{"name": "Ada Strand", "names": [{"name": "艾达·斯特兰德", "language": "zh-Hans"}]}],
    "tracks": {"language": "zxx", "titles": [{"title": "上游", "language": "zh-Hans"}]},
}


def unseen(desk):
    # The store's content filter has words that nobody outside knows.
    desk.release.tracks[0]["title"] = "Ouija Night"


def wrong_login(folder):
    path = folder / "wrong-secret"
    path.write_text("another-secret")
    return {"app_secret": f"file:{path}"}
