"""Independent effects put side by side: indirect comparisons and interactions. On the scale on which they are normal.

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
    return Effect(first.value - second.value, math.sqrt(first.se**2 + second.se**2))
