# Kaplan-Meier and Cox by R's package survival on 600 drawn pairs of groups, small and full of ties so that some are separated.
# Run in this folder: Rscript survival.R > survival.csv
suppressMessages(library(survival))
source("printing.R")

# A group of up to 25 patients: times are whole numbers up to a last one, an event happens to so many in ten.
group <- function() {
  n <- 1 + draw(25)
  last <- 1 + draw(20)
  share <- draw(11)
  drawn <- vapply(1:n, function(patient) c(1 + draw(last), as.numeric(draw(10) < share)), c(0, 0))
  data.frame(time = drawn[1, ], event = drawn[2, ])
}

# Efron's method; where R warns that a coefficient may be infinite, or has none, the groups are separated.
cox <- function(first, second) {
  both <- rbind(first, second)
  both$first <- rep(c(1, 0), c(nrow(first), nrow(second)))
  if (sum(both$event) == 0) return(rep(NA, 3))
  warned <- FALSE
  fitted <- withCallingHandlers(
    coxph(Surv(time, event) ~ first, both, ties = "efron", control = coxph.control(eps = 1e-13, toler.chol = 1e-14, iter.max = 200)),
    warning = function(told) { warned <<- TRUE; invokeRestart("muffleWarning") })
  if (warned || is.na(coef(fitted))) return(rep(NA, 3))
  exp(coef(fitted) + c(0, -1, 1) * qnorm(0.975) * sqrt(vcov(fitted)[1, 1]))
}

# Survival at a time with its limits, and the median with its limits, of the first group; nothing after the last time seen.
curve <- function(first, time) {
  fitted <- survfit(Surv(time, event) ~ 1, first, conf.type = "log")
  there <- rep(NA, 3)
  if (time <= max(first$time)) there <- with(summary(fitted, times = time), c(surv, lower, upper))
  c(there, summary(fitted)$table[c("median", "0.95LCL", "0.95UCL")])
}

begin("survival", c("set", "patients", "events", "ratio", "low", "high", "time", "alive", "alive_low", "alive_high",
  "median", "median_low", "median_high"))
for (set in 1:600) {
  first <- group()
  second <- group()
  time <- draw(12)
  line(set, nrow(first) + nrow(second), sum(first$event) + sum(second$event), number(c(cox(first, second), time, curve(first, time))))
}
