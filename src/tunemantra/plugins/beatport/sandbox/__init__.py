"""A simulator of Beatport's intake: SFTP server, batch reader, quality control, status mail and portal.

It shares no code with the driver, the message builder or the core: it reads what arrived with its own eyes. The
interface is a *sandbox contract*, version 1. Street dates are taken as reached, so that a rehearsal ends in seconds.
"""
