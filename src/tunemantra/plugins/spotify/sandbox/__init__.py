"""Spotify's simulator: a store that takes releases over HTTP and judges them with its own eyes.

`python -m tunemantra.plugins.spotify.sandbox --folder F --port N`. Sandbox contract, version 1:

====================================== ==========================================================================
`POST /oauth/token`                    client credentials, HTTP Basic; answers `access_token`, `expires_in`
`POST /v1/releases`                    the document; `Idempotency-Key`; 201 + `Location`, 200 repeated, 409 same key
                                       with another document
`GET /v1/releases?icpn=`               `{"releases": [release]}`
`GET /v1/releases/{id}`                the release: `id icpn status assets submissions events document`
`PUT /v1/releases/{id}/assets/{file}`  bytes with `Content-Digest: sha-256=:…:`; 200, 409 not asked for, 422 not the
                                       bytes of the digest
`PUT /v1/tracks/{isrc}/canvas?release=` the same for the Canvas of a track of the release with that id
`POST /v1/releases/{id}/commit`        202; everything is there, or 422 with what is missing; repeated: the same
`PATCH /v1/releases/{id}`              JSON merge patch of the document; 202; held files stay as they are
`POST /v1/releases/{id}/takedown`      202
`POST|DELETE /v1/webhooks`             `{"url", "topics", "secret"}`; the address must echo `?challenge=`
====================================== ==========================================================================

Errors are problem documents (RFC 9457): `{"status", "title", "detail", "code", "errors": [{"rule", "path",
"message"}]}`. Words: `uploading` (no event), `Processing`, `Ingested`, `Available`, or `Failed: …` with reasons
for each track; `Takedown delivered`, `Taken down`. A release that is Available stays so while it is updated.
Release day comes at once here: what is ingested goes live after a moment, whenever its deals begin.

A webhook is the event as it stands in the release, signed with HMAC-SHA256 over `timestamp + "." + body` in
`X-Sandbox-Signature`, beside `X-Sandbox-Timestamp` and `X-Sandbox-Event-Id`.

The folder then holds `releases/<icpn>/` with everything a release consists of, `journal.jsonl` with what happened,
`faults.json` with what is to go wrong and `dead-letters.jsonl` with events nobody took.
"""
