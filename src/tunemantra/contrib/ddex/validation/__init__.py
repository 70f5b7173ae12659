"""One validation report for ERN messages of every version (`ddex-facts` sections 3 to 9).

Each rule is a small pure function with an id, the clause it comes from and one line of text; `RULES` has them all.
Where the official tests of a profile are faulty, the rule asks what its text means, and says so.
"""

from tunemantra.contrib.ddex.validation.catalogue import FOUNDATIONS, RULES, clause_of
from tunemantra.contrib.ddex.validation.inventory import SchemaStanding, inventory
from tunemantra.contrib.ddex.validation.report import StepReport, ValidationReport
from tunemantra.contrib.ddex.validation.rule import Rule, Step
from tunemantra.contrib.ddex.validation.validate import LIMITS, validate_message

__all__ = [
    "FOUNDATIONS",
    "LIMITS",
    "RULES",
    "Rule",
    "SchemaStanding",
    "Step",
    "StepReport",
    "ValidationReport",
    "clause_of",
    "inventory",
    "validate_message",
]
