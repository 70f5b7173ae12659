"""A simulator of the iTunes Store: a store on loopback, and an executable `iTMSTransporter` that speaks to it.

The executable has the public one's modes, options, log lines and exit codes, the failures that end with 0 included.
What it says to the store over HTTP is nobody else's business.
"""
