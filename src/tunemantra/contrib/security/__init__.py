"""What keeps packages and links safe on their way: age encryption, and links that are signed and expire."""

from tunemantra.contrib.security.age import (
    LARGEST_WITH_PASSPHRASE,
    decrypt,
    encrypt,
    encrypt_with_passphrase,
    public_key_of,
)
from tunemantra.contrib.security.links import (
    Grant,
    LinkProblem,
    LinkSigner,
    MemoryNonces,
)
from tunemantra.contrib.security.nonces import FileNonces

__all__ = [
    "LARGEST_WITH_PASSPHRASE",
    "FileNonces",
    "Grant",
    "LinkProblem",
    "LinkSigner",
    "MemoryNonces",
    "decrypt",
    "encrypt",
    "encrypt_with_passphrase",
    "public_key_of",
]
