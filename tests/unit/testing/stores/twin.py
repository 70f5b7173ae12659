"""A simulator that reads with the driver's own code."""

from tests.unit.testing.stores.good import GoodDriver

READER = GoodDriver
