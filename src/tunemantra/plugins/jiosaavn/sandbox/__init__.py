"""A simulator of JioSaavn's intake: SFTP server, batch reader, quality control row by row, acknowledgement, mail.

The portal shows the rows.
It shares no code with the driver or the core: it reads what arrived with its own eyes. The interface is a *sandbox
contract*, version 1. Street dates are taken as reached, so that a rehearsal ends in seconds.
"""
