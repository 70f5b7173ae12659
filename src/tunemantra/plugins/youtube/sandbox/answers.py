"""What the API answers: Google's errors, and its resources from what the store holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

if TYPE_CHECKING:
    from tunemantra.contrib.sandbox.requests import Json
    from tunemantra.plugins.youtube.sandbox.store import Asset, Fields, MusicRelease, Package, Reference


class ApiError(Exception):
    """A request that is refused, with the answer it gets."""

    def __init__(self, status: int, reason: str, message: str, *, location: str = "", retry_after: str = "") -> None:
        super().__init__(message)
        self.status, self.reason, self.message, self.location = status, reason, message, location
        self.headers = {"retry-after": retry_after} if retry_after else {}

    def answer(self) -> Response:
        """Return Google's form of an error."""
        domain = "youtube.quota" if "Exceeded" in self.reason else "global"
        told = {"domain": domain, "reason": self.reason, "message": self.message, "location": self.location}
        body = {"error": {"code": self.status, "message": self.message, "errors": [told]}}
        return JSONResponse(body, self.status, self.headers)


def asset(one: Asset) -> Fields:
    """Return an asset resource."""
    return {
        "kind": "youtubePartner#asset",
        "id": one.id,
        "type": one.type,
        "metadataMine": one.metadata,
        "ownershipMine": {"kind": "youtubePartner#rightsOwnership", **one.ownership},
        "matchPolicyMine": {"kind": "youtubePartner#assetMatchPolicy", **one.policy},
    }


def snippet(one: Asset) -> Fields:
    """Return an asset as a search shows it."""
    names: Fields = {name: one.said(name) for name in ("isrc", "title", "customId")}
    return {"kind": "youtubePartner#assetSnippet", "id": one.id, "type": one.type, **names}


def reference(one: Reference) -> Fields:
    """Return a reference resource."""
    return {
        "kind": "youtubePartner#reference",
        "id": one.id,
        "assetId": one.asset_id,
        "contentType": one.content_type,
        "status": one.status,
        "statusReason": one.reason,
        "hashCode": one.hash,
        "timeStatusChanged": one.changed,
    }


def package(one: Package, *, stale: bool = False, reverse: bool = False) -> Fields:
    """Return a package resource.

    Args:
        one: the package.
        stale: as it was when it came.
        reverse: with its status files in the wrong order.
    """
    files: list[Json] = [] if stale else [{"statusFileName": name, "statusContent": text} for name, text in one.files]
    ids: list[Json] = list(one.custom_ids)
    return {
        "kind": "youtubePartner#package",
        "id": one.id,
        "name": one.name,
        "type": "sound_recording",
        "customIds": ids,
        "timeCreated": one.created,
        "status": "PROCESSING" if stale else one.status,
        "statusReports": files[::-1] if reverse else files,
    }


def release(one: MusicRelease) -> Fields:
    """Return a music release."""
    return {
        "kind": "youtubePartner#musicRelease",
        "id": one.id,
        "upc": one.icpn,
        "packageId": one.package_id,
        "status": one.status,
        "timeStatusChanged": one.changed,
        "artTracks": [
            {
                "isrc": track.isrc,
                "assetId": track.asset_id,
                "videoId": track.video_id,
                "status": track.status,
                "statusReason": track.reason,
            }
            for track in one.tracks
        ],
        "topics": [{"artist": artist, "channelId": channel} for artist, channel in one.topics.items()],
    }
