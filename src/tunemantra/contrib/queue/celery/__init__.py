"""Wake-up calls between machines, by Celery over RabbitMQ or Redis; needs the extra `celery`."""

from tunemantra.contrib.queue.celery.application import application
from tunemantra.contrib.queue.celery.queues import KINDS, Kind, kind_of
from tunemantra.contrib.queue.celery.running import run
from tunemantra.contrib.queue.celery.sending import CeleryQueue
from tunemantra.contrib.queue.celery.tasks import Host, register

__all__ = ["KINDS", "CeleryQueue", "Host", "Kind", "application", "kind_of", "register", "run"]
