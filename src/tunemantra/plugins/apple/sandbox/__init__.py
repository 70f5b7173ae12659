"""Apple Music's simulator: a store that takes packages over HTTP and judges them with its own eyes.

`python -m tunemantra.plugins.apple.sandbox --folder F --port N`. Sandbox contract, version 1; every call carries
`Authorization: Bearer` with a JSON Web Token of ES256: header `alg kid typ`, claims `iss iat exp aud`, at most 20
minutes from `iat` to `exp`.

======================================== ========================================================================
`POST /v1/packages`                      the ERN 4.3 message; `Idempotency-Key`; 201, 200 repeated, 409 same key
                                         with another message, or other ISRCs than the catalogue has (`FROZEN`)
`PATCH /v1/catalog/{upc}`                the same for a product of the catalogue: files that are held need not come
`PUT /v1/packages/{id}/files/{name}`     bytes with `Content-MD5`; `extension.xml` before the lyrics it names; 200,
                                         409 nobody waits for it, 422 other bytes
`POST /v1/packages/{id}/submit`          202; everything is there, or 422 with what is missing; repeated: the same
`GET /v1/packages/{id}/status`           `{"history": [event]}`; 429 when asked again too soon while it is worked on
`GET /v1/catalog/{upc}`                  `{"upc", "apple_id", "territories": {"DE": {"sale", "stream"}}}`
`POST /v1/catalog/{upc}/clearance`       `{"upc", "territories": ["WW"] or codes, "sale", "stream"}`; 202
`GET|POST /v1/tickets`                   `?upc=`: `{"tickets": [{"id", "upc", "kind", "state", "text"}]}`
======================================== ========================================================================

A package is `{"id", "upc", "state", "open", "files": {name: sha256}}`; an event is `{"event_id", "sequence", "at",
"state", "cleared", "reasons": [{"code", "detail"}], "tracks": [{"isrc", "state", "reason"}], "url"}`. Errors are
`{"errors": [{"status", "code", "title", "detail", "source": {"pointer"}}]}`. Words: `Received`, then
`Validated` or `Warning`, `Ready for Store`, `On Store`; or `Failed`, `Failed: Format`, `Curated Artist`, `Your Action
Needed`; after a clearance for nowhere `Not on Store` with `cleared` false.

A question for a label's staff is a ticket; it keeps a new release from the store, and waits beside one that is there.
Release day comes at once here, whenever deals begin; a deal that has ended counts for nothing. The pause between two
questions for a status is two seconds at speed 1, which stands for 30.

The folder holds `releases/<upc>/` with everything a product consists of, `journal.jsonl` and `faults.json`.
"""
