"""What the drivers of platforms that take batches of files have in common.

An account with its connections (`BatchAccount`, `MailedAccount`, `endpoints`), the batch (`batch_name`, `send_batch`
or `is_finished` and `hand_over`), what is heard of it afterwards (`heard`, `from_portal`, `from_mail`), and what a
document has no place for (`unsaid`, `unsaid_notes`).
"""

from tunemantra.contrib.batches.account import BatchAccount, MailedAccount, endpoints, texts
from tunemantra.contrib.batches.errors import REPLIES, portal_error
from tunemantra.contrib.batches.hearing import Source, from_mail, from_portal, heard
from tunemantra.contrib.batches.mail import read_status_mail
from tunemantra.contrib.batches.names import batch_name
from tunemantra.contrib.batches.portal import read_portal
from tunemantra.contrib.batches.sending import SENT, hand_over, is_finished, send_batch
from tunemantra.contrib.batches.unsaid import unsaid, unsaid_notes

__all__ = [
    "REPLIES",
    "SENT",
    "BatchAccount",
    "MailedAccount",
    "Source",
    "batch_name",
    "endpoints",
    "from_mail",
    "from_portal",
    "hand_over",
    "heard",
    "is_finished",
    "portal_error",
    "read_portal",
    "read_status_mail",
    "send_batch",
    "texts",
    "unsaid",
    "unsaid_notes",
]
