"""A simulator of Gracenote's intake: SFTP server, batch reader, recognition, portal with identifiers.

It shares no code with the driver or the core: it reads what arrived with its own eyes, and holds it against the schema
`gracenote-1.xsd`. The interface is a *sandbox contract*, version 1.
"""
