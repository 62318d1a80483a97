"""Independent effects put side by side or in a row: indirect comparisons and interactions. On the scale on which they are normal.

The effects must be of different patients: two contrasts of one trial with several arms share theirs and are not independent.
"""

from __future__ import annotations

import math

from evtrials.stats.estimates import Effect


def difference(first: Effect, second: Effect) -> Effect:
    """The first effect less the second.

    Of A against B and C against B: A against C (Bucher HC et al. J Clin Epidemiol 1997;50:683-91). Of one contrast in two
    groups of patients, or direct beside indirect: the interaction (Altman DG, Bland JM. BMJ 2003;326:219), no effect meaning
    that both are alike.
    """
    return chain(first, second.reversed())


def chain(*steps: Effect) -> Effect:
    """A against the last of A against B, B against C, and so on: the effects add up, and so do their variances (Bucher 1997)."""
    return Effect(sum(step.value for step in steps), math.sqrt(sum(step.se**2 for step in steps)))
