"""TikTok's simulator: a library of sounds that takes products over HTTP and judges them with its own eyes.

`python -m tunemantra.plugins.tiktok.sandbox --folder F --port N`. Sandbox contract, version 1; every call carries the
header `Access-Token`, and every answer is the envelope `{"code", "message", "request_id", "data"}` with HTTP 200,
whatever it says, but for an outage (503).

===================================== ===========================================================================
`POST /v2/sounds`                     the document; `Idempotency-Key`; the sounds of a product as a view
`GET /v2/sounds?upc=`                 `{"sounds": [{"id"}]}`
`GET /v2/sounds/{id}`                 the view with `events`
`PATCH /v2/sounds/{id}`               the document anew; files that are held need not come again
`PUT /v2/sounds/{id}/file?name=`      bytes with `X-Content-Sha256`
`POST /v2/sounds/{id}/submit`         everything is there; repeated: the same
`POST /v2/sounds/{id}/cml-optin`      `{"isrcs"}`: those offered to the Commercial Music Library, of the document
`DELETE /v2/sounds/{id}`              `{"upc", "isrcs"}`: offline, clips included
===================================== ===========================================================================

A view is `{"id", "upc", "task", "open", "status", "files": {name: sha256}}`, an event `{"event_id", "task",
"sequence", "at", "status", "partial", "reasons": [{"rule", "path", "message"}], "sounds": [{"isrc", "status",
"reason"}], "url"}`. Codes: 0, 40000 document, 40001 file, 40002 SHA-256, 40100 more than 10 calls in a second, 40105
token, 40300 account, 40400, 40900 key, 50300 maintenance. Words: `uploading` (no event), `transcoding`, `reviewing`,
`approved`, `online`, then `cml_pending` where sounds are offered; or `transcode_failed`, `review_failed`, `blocked`;
`offline`. What is online stays so while it is changed. Release day comes at once here, whenever deals begin.

The folder holds `sounds/<upc>/` with everything a product consists of, `journal.jsonl` and `faults.json`.
"""
