"""DDEX feed."""

from __future__ import annotations

import asyncssh


def unseen(desk):
    # A warning to us, because some stores take it; the store of this feed does not.
    desk.release.tracks[0]["title"] = "Upstream (feat. Somebody)"


def wrong_login(folder):
    path = folder / "wrong-key"
    path.write_bytes(asyncssh.generate_private_key("ssh-ed25519").export_private_key())
    return {"key": f"file:{path}"}
