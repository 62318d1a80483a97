# Inverse-variance pooling by metafor, of published sets and of sets drawn here: one line for each set and method.
# Run in this folder: Rscript pooling.R > pooling.csv
suppressMessages(library(metafor))
source("printing.R")

TIGHT <- list(threshold = 1e-12, tol = 1e-12, maxiter = 1000)
SETS <- list(
  bcg = with(escalc(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg), list(y = round(yi, 6), se = round(sqrt(vi), 6))),
  riley = list(y = c(0, 0.10, -0.40, -0.80, -0.63, 0.22, -0.34, -0.51, 0.03, -0.81),
               se = c(0.42347717, 0.21939179, 0.02551067, 0.19898325, 0.30102594, 0.30102594, 0.07142988, 0.10204269, 0.12245123, 0.30102594)),
  ratios = list(y = c(-0.843970, -0.261365, -0.248461), se = c(0.110623, 0.088624, 0.110098)),
  equal = list(y = c(-0.2, -0.2, -0.2), se = c(0.1, 0.2, 0.4)),
  opposed = list(y = c(-2, 2), se = c(0.1, 0.3)),
  unequal = list(y = c(-0.3, 0.4, 0.1, -0.9), se = c(0.01, 1.5, 0.02, 3))
)
for (set in 1:60) {
  k <- 2 + draw(11)
  spread <- draw(150)
  SETS[[paste0("drawn-", set)]] <- list(
    y = vapply(1:k, function(trial) ((draw(201) - 100) * spread) / 10000, 0), se = vapply(1:k, function(trial) (5 + draw(60)) / 100, 0))
}
# Its restricted likelihood has two maxima, of which metafor finds the higher from its own start, and the other from 0.001.
SETS$maxima <- list(y = c(-0.612, -0.703, 0.448), se = c(0.0073, 0.0035, 0.3953))
METHODS <- c(common = "FE", DL = "DL", PM = "PM", REML = "REML")

# Where Fisher's scoring swings to and fro, which it does in one set, with half its steps.
fit <- function(set, method, test, level) {
  by <- function(control) rma(set$y, set$se^2, method = method, test = test, level = level, control = control)
  tryCatch(by(TIGHT), error = function(failure) by(c(TIGHT, stepadj = 0.5)))
}

begin(c("metafor"), c("set", "method", "level", "y", "se", "tau2", "value", "error", "low", "high", "p",
  "hk_error", "hk_low", "hk_high", "hk_p", "careful_error", "careful_low", "careful_high", "careful_p", "prediction_low", "prediction_high", "prediction2_low", "prediction2_high",
  "q", "q_p", "i2_q"))
for (name in names(SETS)) {
  set <- SETS[[name]]
  k <- length(set$y)
  level <- c(95, 90, 99)[1 + (match(name, names(SETS)) %% 3)]
  for (method in names(METHODS)) {
    plain <- fit(set, METHODS[[method]], "z", level)
    adjusted <- rep(NA, 4)
    careful <- rep(NA, 4)
    predictions <- rep(NA, 4)
    if (method != "common") {
      hartung <- suppressWarnings(fit(set, METHODS[[method]], "knha", level))
      adjusted <- c(hartung$se, hartung$ci.lb, hartung$ci.ub, hartung$pval)
      at_least_one <- suppressWarnings(fit(set, METHODS[[method]], "adhoc", level))
      careful <- c(at_least_one$se, at_least_one$ci.lb, at_least_one$ci.ub, at_least_one$pval)
      predicted <- predict(hartung)
      # Of the normal test metafor predicts by the normal distribution; Higgins 2009 by t with k - 2.
      half <- if (k > 2) qt(0.5 + level / 200, k - 2) * sqrt(plain$tau2 + plain$se^2) else NA
      predictions <- c(predicted$pi.lb, predicted$pi.ub, plain$beta - half, plain$beta + half)
    }
    i2_q <- 100 * max(0, (plain$QE - (k - 1)) / plain$QE)
    line(name, method, level, paste(number(set$y), collapse = " "), paste(number(set$se), collapse = " "), number(c(
      plain$tau2, plain$beta, plain$se, plain$ci.lb, plain$ci.ub, plain$pval, adjusted, careful, predictions,
      plain$QE, plain$QEp, i2_q)))
  }
}
