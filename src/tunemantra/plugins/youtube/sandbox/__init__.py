"""YouTube's simulator: the part of the Content ID API that deliveries need, over a store that judges for itself.

`python -m tunemantra.plugins.youtube.sandbox --folder F --port N`. Paths, methods and fields are those of the public
API; what is marked + is a sandbox contract, version 1. All but the token wants `onBehalfOfContentOwner`.

================================================= ================================================================
`POST /oauth/token` +                             client credentials, HTTP Basic
`GET assetSearch?isrcs=` `GET assets?id=`         recordings, with metadata, ownership and policy
`POST assets` `PATCH assets/{id}`                 to register, to change
`PUT assets/{id}/ownership` `…/matchPolicy`       replace what is there; ratios are 0 or 100
`GET references?assetId=` `PATCH references/{id}` files to recognise with; `timeStatusChanged` +
`POST /upload/…/references?uploadType=resumable`  Google's resumable upload: 308, `Range`, 404 for a lost session
`GET artwork?customId=` `POST /upload/…/artwork`  the cover of a product + (publicly it comes with a batch of files)
`POST package` `GET package/{id}`                 one sheet; same name and content again: the same package +
`GET musicReleases?upc=`                          the album playlist; `packageId artTracks topics` +
================================================= ================================================================

All below `/youtube/partner/v1/`. `hashCode` is `sha256:` and hex, checked against the bytes + (Google fills it no
more). Errors are Google's: `{"error": {"code", "message", "errors": [{"domain", "reason", "message", "location"}]}}`.

A package is `PROCESSING` until it has `report-<file>.csv` with a row for each of the sheet, `Successful` or `Errors`,
and `errors-<file>.csv` where something is wrong. References go from `computing_fingerprint` over `checking` to
`active`; once all are, the Art Tracks are `public`, on the topic channels of their artists. A sheet without start
dates takes down, if no asset of it is owned or matched any more; then its release is `deleted`. Release day comes at
once here. Recordings are not compared with each other, so that nothing is a duplicate.

Each call costs units of a day's quota that begins at midnight Pacific; this account has a million.

The folder holds `releases/<upc>/` with files and sheet, `state.json`, `journal.jsonl`, and `faults.json`.
"""
