# Ratios and differences by base R and metafor: an interval's standard error and p at its own level, an interval out of a p value,
# the difference of two effects (a contrast of a common-effect regression by metafor), and absolute effects, each over a grid.
# Run in this folder: Rscript ratios.R > ratios.csv
suppressMessages(library(metafor))
source("printing.R")

LEVELS <- c(80, 90, 95, 96.85, 99)
begin("metafor", c("what", "a", "b", "c", "d", "value", "low", "high", "extra"))

# What an interval implies: ratio, its limits, its level; the logarithm, its standard error and p.
for (draws in 1:60) {
  ratio <- (20 + draw(280)) / 100
  limits <- ratio * c(1 - (1 + draw(60)) / 100, 1 + (1 + draw(90)) / 100)
  level <- LEVELS[1 + draw(5)]
  se <- diff(log(limits)) / (2 * qnorm(0.5 + level / 200))
  line("interval", number(c(ratio, limits, level, log(ratio), NA, NA, se)))
  line("p of interval", number(c(ratio, limits, level, 2 * pnorm(-abs(log(ratio) / se)), NA, NA, se)))
}
# What a p value implies: effect, p, sides; its 95 % limits, its standard error.
for (draws in 1:40) {
  effect <- (draw(400) - 200 + 0.5) / 100
  p <- (1 + draw(998)) / 1000
  sides <- 1 + draw(2)
  z <- abs(qnorm(p / sides))
  line("p", number(c(effect, p, sides, NA, effect, effect + c(-1, 1) * qnorm(0.975) * abs(effect) / z, abs(effect) / z)))
}
# Two effects with their errors: first less second as the coefficient of a group in a common-effect regression, 95 % limits and p.
for (draws in 1:40) {
  y <- c(draw(400) - 200, draw(400) - 200) / 100
  se <- c(1 + draw(100), 1 + draw(100)) / 100
  found <- rma(y, se^2, mods = ~ c(1, 0), method = "FE")
  line("difference", number(c(y[1], se[1], y[2], se[2], found$beta[2], found$ci.lb[2], found$ci.ub[2], found$pval[2])))
}
# A ratio at a baseline risk: the risk with the treatment. R's own logit and log-survival scales, not the formulas that are tested.
for (risk in c(0.001, 0.055, 0.14, 0.38, 0.5, 0.9)) {
  for (ratio in c(0.05, 0.43, 0.83, 1, 1.05, 1.9)) {
    if (risk * ratio <= 1) line("risk ratio", number(c(risk, ratio, NA, NA, exp(log(risk) + log(ratio)), NA, NA, NA)))
    line("odds ratio", number(c(risk, ratio, NA, NA, plogis(qlogis(risk) + log(ratio)), NA, NA, NA)))
    line("hazard ratio", number(c(risk, ratio, NA, NA, -expm1(ratio * log1p(-risk)), NA, NA, NA)))
    needed <- if (ratio == 1) NA else 1 / (exp(ratio * log(risk)) - risk)
    line("event-free", number(c(risk, ratio, NA, NA, exp(-ratio * -log(risk)), NA, NA, needed)))
  }
}
# The distributions: quantiles of t at two-sided levels, tails of t and chi-square.
for (df in c(1, 2, 3, 8, 11, 12, 30)) {
  for (level in LEVELS) line("t", number(c(level, df, NA, NA, qt(0.5 + level / 200, df), NA, NA, 2 * pt(-level / 40, df))))
  for (q in c(0.1, 3, 20, 152)) line("chi-square", number(c(q, df, NA, NA, pchisq(q, df, lower.tail = FALSE), NA, NA, NA)))
}
