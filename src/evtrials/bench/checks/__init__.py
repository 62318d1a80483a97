"""What a careful curator would look at again.

A check is one function of the modules of this folder, with its code and what to do about it; `bench/examples` shows what
it catches and lets pass. A code is a letter for the severity (E error, W warning, N note) and a number for the subject:
10 estimates, 20 p values, 30 counts, 40 grades, 50 responses, survival, dates and declarations, 60 agreement of sources, 70
vocabulary, doses and arms, 80 the collection and its sources, 90 waivers; E100 is a file that does not load. Codes are
permanent, because waivers name them.
"""

from evtrials.bench.checks.base import Check, Finding, Rule
from evtrials.bench.checks.examination import Report, check_paths, check_store, examine
from evtrials.bench.checks.register import CHECKS

__all__ = ["CHECKS", "Check", "Finding", "Report", "Rule", "check_paths", "check_store", "examine"]
