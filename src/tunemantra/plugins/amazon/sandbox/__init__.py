"""A simulator of Amazon Music's intake: an S3 bucket, quality control, status mail and status API.

The bucket is a subset of S3 in path style, written from its public description: single and multipart uploads, HEAD,
GET, DELETE, lists, SHA-256 and CRC32 of what arrives, and Signature Version 4 checked for every request, a temporary
key and its clock included. It shares no code with the driver, the transport or the core: it reads what arrived with
its own eyes. Manifest, mail and status API are a *sandbox contract*, version 1. Street dates are taken as reached, so
that a rehearsal ends in seconds.
"""
