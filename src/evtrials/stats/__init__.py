"""Numbers in, numbers out: what a printed interval, p value or percentage implies. Has never heard of a trial."""

from evtrials.stats.effects import (
    normal_quantile,
    p_of_ratio,
    se_of_difference,
    se_of_log_hazard_ratio,
    se_of_log_hazard_ratio_by_arm,
    se_of_log_ratio,
    two_sided_p,
    z_of_p,
    z_of_ratio,
)
from evtrials.stats.proportions import (
    clopper_pearson,
    counts_for_percentage,
    incomplete_beta,
    jeffreys,
    rounds_to,
    wald,
    wilson,
)
from evtrials.stats.rounding import Span, agree, gap, rounding_interval, truncation_interval

__all__ = [
    "Span",
    "agree",
    "clopper_pearson",
    "counts_for_percentage",
    "gap",
    "incomplete_beta",
    "jeffreys",
    "normal_quantile",
    "p_of_ratio",
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
    "z_of_p",
    "z_of_ratio",
]
