"""A simulator of QQ Music's intake: signed calls, a document in XML, editors, a content filter.

- `POST /openapi/asset?batch=&file=&sha256=` takes a file, `GET` of the same says whether it is there;
  `POST /openapi/delivery` hands a batch in, `POST /openapi/offline` takes a product offline,
  `GET /openapi/status?batch=` tells every step of a batch. Every answer is `<Response code="0">`; most refusals come
  with HTTP 200 and another code.
- Each request carries application, time, a number used once and an HMAC-SHA256 signature; all four are checked.

It shares no code with the driver, the transport or the core. The interface is a *sandbox contract*, version 1. Street
dates are taken as reached, so that a rehearsal ends in seconds.
"""
