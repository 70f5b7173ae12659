"""Building blocks of platform simulators ("sandboxes").

A simulator is a module run as a process of its own::

    args = parse_args("acme", faults=OFFERED)
    journal, faults = Journal(args.folder), Faults(args.folder, OFFERED, args.faults)
    ended = ending()                      # set on SIGTERM or when standard input closes
    with WebServer(app, args.port) as web:
        ready("acme", {"api_url": web.url}, page=web.url, faults=OFFERED)
        ended.wait()

It judges what arrives with `look_at_audio`, `look_at_image`, `look_at_film`, `audio_faults`, `image_faults`,
`film_faults`, `isrc_fault`, `gtin_fault` and `territory_fault`, which share no code with the adapters and rules of
the house; the journal tells what happened. A store that takes batches over SFTP, writes mail and has a portal is made
of `drop.SftpServer`, `Inbox`, `Catalogue`, `MailDesk` and `portal`; one with an HTTP API of `endpoints`, `requests`,
`shelf.Shelf`, `Tokens` and `Agenda`.
"""

from tunemantra.contrib.sandbox.account import Account
from tunemantra.contrib.sandbox.agenda import Agenda
from tunemantra.contrib.sandbox.codes import gtin_fault, isrc_fault, territory_fault
from tunemantra.contrib.sandbox.desk import MailDesk, portal, status_text
from tunemantra.contrib.sandbox.digests import digest_of
from tunemantra.contrib.sandbox.eyes import AudioSeen, ImageSeen, look_at_audio, look_at_image
from tunemantra.contrib.sandbox.faults import CATALOGUE, FOREVER, MAIL_FAULTS, PORTAL_FAULTS, SFTP_FAULTS, Faults
from tunemantra.contrib.sandbox.film import FilmSeen, look_at_film
from tunemantra.contrib.sandbox.inbox import Inbox
from tunemantra.contrib.sandbox.journal import Journal
from tunemantra.contrib.sandbox.launch import (
    Arguments,
    OrderedFault,
    ending,
    keep_working,
    parse_args,
    parse_fault,
    ready,
)
from tunemantra.contrib.sandbox.mail import MailServer, messages_in, send_raw_mail, send_status_mail
from tunemantra.contrib.sandbox.muddle import Muddle
from tunemantra.contrib.sandbox.page import Table, page
from tunemantra.contrib.sandbox.products import Ahead, Catalogue, Product, Step, TrackWord
from tunemantra.contrib.sandbox.tokens import Tokens, kept_secret
from tunemantra.contrib.sandbox.verdicts import audio_faults, film_faults, image_faults
from tunemantra.contrib.sandbox.web import HOST, WebServer, admin_routes, cut_connection

__all__ = [
    "CATALOGUE",
    "FOREVER",
    "HOST",
    "MAIL_FAULTS",
    "PORTAL_FAULTS",
    "SFTP_FAULTS",
    "Account",
    "Agenda",
    "Ahead",
    "Arguments",
    "AudioSeen",
    "Catalogue",
    "Faults",
    "FilmSeen",
    "ImageSeen",
    "Inbox",
    "Journal",
    "MailDesk",
    "MailServer",
    "Muddle",
    "OrderedFault",
    "Product",
    "Step",
    "Table",
    "Tokens",
    "TrackWord",
    "WebServer",
    "admin_routes",
    "audio_faults",
    "cut_connection",
    "digest_of",
    "ending",
    "film_faults",
    "gtin_fault",
    "image_faults",
    "isrc_fault",
    "keep_working",
    "kept_secret",
    "look_at_audio",
    "look_at_film",
    "look_at_image",
    "messages_in",
    "page",
    "parse_args",
    "parse_fault",
    "portal",
    "ready",
    "send_raw_mail",
    "send_status_mail",
    "status_text",
    "territory_fault",
]
