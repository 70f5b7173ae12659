"""A simulator of any store that takes a DDEX feed: SFTP, FTPS or S3, batches or release by release.

Which store it plays is told by `--store`, names and words alone. It shares no code with the driver, the message
builder or the core: it reads what arrived with its own eyes, and writes its acknowledgements itself. How far a store
goes beyond the standard is a *sandbox contract*, version 1. Street dates are taken as reached, so that a rehearsal
ends in seconds.
"""
