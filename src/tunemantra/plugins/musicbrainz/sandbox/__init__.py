"""MusicBrainz's simulator: the release editor, part of `ws/2`, a cover archive, a community that votes.

`python -m tunemantra.plugins.musicbrainz.sandbox --folder F --port N`. What has a + is a sandbox contract, version 1.

=============================================== ====================================================================
`POST /oauth2/token`                            client credentials +, scopes `submit_isrc submit_barcode`
`POST /release/add`                             a seed; unknown fields are refused, all at once
`GET /release/add/seed?redirect_uri=` +         what became of it: `waiting`, `entered`, `declined`
`GET /ws/2/release?query=` `…/release-group?…`  search by `barcode:`, or by artist and title; 503 when called too fast
`GET /ws/2/release/{mbid}?inc=recordings+isrcs` JSON
`POST /ws/2/recording/` `POST /ws/2/release/`   ISRCs and barcodes as XML; `client` is obligatory
`GET /release/{mbid}/cover-art-uploader`        a policy and its signature, HMAC-SHA1
`POST /caa/mbid-{mbid}` `…/add-cover-art`       the image, and the edit that records it
`GET /caa/release/{mbid}`                       the images, with `sha256` +
`GET /edit/{id}/data` +                         `history`: each status with its moment
`PUT /sandbox/editor` `/sandbox/seeds/{id}` +   `{"away": true}`; `{"confirm": true}`: the person at the page
`POST /sandbox/edits/{id}/votes` +              `{"vote": "yes"}`; `POST /sandbox/clock {"days": 3}` advances the clock
=============================================== ====================================================================

Every call but the token's names its program and a contact in `User-Agent`. An editor sits at the page and confirms at
once, unless told to be away. An edit is open for seven days: three unanimous votes against end it at once, three in
favour once it is two days old, else the majority at the end; without votes it is applied. Days are short here. A guest
in a title is voted down. What is applied is found by a search a little later.

The folder holds `releases/<barcode>/` with `release.json` and the cover, `state.json`, `journal.jsonl`, `faults.json`.
"""
