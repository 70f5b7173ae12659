"""A simulator that judges with the rules of the house."""

from tunemantra.core import Isrc

READER = Isrc
