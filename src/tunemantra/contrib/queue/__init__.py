"""Wake-up calls between threads of one process."""

from tunemantra.contrib.queue.threads import ThreadQueue

__all__ = ["ThreadQueue"]
