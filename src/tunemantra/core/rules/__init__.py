"""Platform-neutral rules, one small pure function each; ids as in `platform-facts` section 3."""

from tunemantra.core.rules.case import Case, Rule
from tunemantra.core.rules.catalogue import RULES, judge, judge_for_any

__all__ = ["RULES", "Case", "Rule", "judge", "judge_for_any"]
