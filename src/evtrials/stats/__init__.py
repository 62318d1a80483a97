"""Numbers in, numbers out: what a printed interval, p value or percentage implies, and what numbers make together. Has never
heard of a trial.
"""

from evtrials.stats.effects import (
    effect_of_difference,
    effect_of_p,
    effect_of_ratio,
    se_of_difference,
    se_of_log_hazard_ratio,
    se_of_log_hazard_ratio_by_arm,
    se_of_log_ratio,
    z_of_p,
)
from evtrials.stats.estimates import Effect, Envelope, Estimate, envelope, normal_quantile, two_sided_p
from evtrials.stats.proportions import (
    clopper_pearson,
    counts_below,
    counts_for_percentage,
    incomplete_beta,
    jeffreys,
    rounds_to,
    wald,
    wilson,
    wilson_envelope,
)
from evtrials.stats.rounding import Span, agree, gap, rounding_interval, truncation_interval

__all__ = [
    "Effect",
    "Envelope",
    "Estimate",
    "Span",
    "agree",
    "clopper_pearson",
    "counts_below",
    "counts_for_percentage",
    "effect_of_difference",
    "effect_of_p",
    "effect_of_ratio",
    "envelope",
    "gap",
    "incomplete_beta",
    "jeffreys",
    "normal_quantile",
    "rounding_interval",
    "rounds_to",
    "se_of_difference",
    "se_of_log_hazard_ratio",
    "se_of_log_hazard_ratio_by_arm",
    "se_of_log_ratio",
    "truncation_interval",
    "two_sided_p",
    "wald",
    "wilson",
    "wilson_envelope",
    "z_of_p",
]
