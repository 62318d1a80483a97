# One proportion and two groups of counts by base R and metafor: one line for each table.
# Run in this folder: Rscript counts.R > counts.csv
suppressMessages(library(metafor))
source("printing.R")

# Newcombe's examples (1998), tables with empty cells, and drawn ones: first of first_n, second of second_n.
TABLES <- list(c(56, 70, 48, 80), c(9, 10, 3, 10), c(6, 7, 2, 7), c(5, 56, 0, 29), c(0, 10, 0, 20), c(0, 10, 0, 10), c(10, 10, 0, 20),
  c(10, 10, 0, 10), c(81, 263, 15, 148), c(0, 20, 1, 29), c(20, 20, 28, 29), c(0, 485, 3, 239), c(12, 482, 2, 238), c(1, 1, 0, 1))
for (table in 1:60) {
  sizes <- c(1 + draw(500), 1 + draw(500))
  TABLES[[length(TABLES) + 1]] <- c(draw(sizes[1] + 1), sizes[1], draw(sizes[2] + 1), sizes[2])
}

wilson <- function(x, n, level) suppressWarnings(prop.test(x, n, conf.level = level / 100, correct = FALSE)$conf.int)
exact <- function(x, n, level) binom.test(x, n, conf.level = level / 100)$conf.int
# Newcombe's method 10 out of R's score limits.
newcombe <- function(t, level) {
  p <- c(t[1] / t[2], t[3] / t[4])
  first <- wilson(t[1], t[2], level)
  second <- wilson(t[3], t[4], level)
  p[1] - p[2] + c(-1, 1) * c(sqrt((p[1] - first[1])^2 + (second[2] - p[2])^2), sqrt((first[2] - p[1])^2 + (p[2] - second[1])^2))
}
# A ratio, half a patient added to each cell where one is 0, but where nobody or everybody of both groups had it.
ratio <- function(measure, t, level) {
  if (t[1] + t[3] == 0 || t[1] + t[3] == t[2] + t[4]) return(rep(NA, 3))
  found <- escalc(measure = measure, ai = t[1], n1i = t[2], ci = t[3], n2i = t[4], add = 1 / 2, to = "only0")
  exp(as.numeric(found$yi) + c(0, -1, 1) * qnorm(0.5 + level / 200) * sqrt(found$vi))
}
simple <- function(t, level) {
  found <- escalc(measure = "RD", ai = t[1], n1i = t[2], ci = t[3], n2i = t[4], to = "none")
  as.numeric(found$yi) + c(-1, 1) * qnorm(0.5 + level / 200) * sqrt(found$vi)
}

begin("metafor", c("first", "first_n", "second", "second_n", "level", "wilson_low", "wilson_high", "exact_low", "exact_high",
  "newcombe_low", "newcombe_high", "simple_low", "simple_high", "odds", "odds_low", "odds_high", "risk", "risk_low", "risk_high", "fisher"))
for (index in seq_along(TABLES)) {
  t <- TABLES[[index]]
  level <- c(95, 90, 99, 95)[1 + index %% 4]
  fisher <- fisher.test(matrix(c(t[1], t[2] - t[1], t[3], t[4] - t[3]), 2))$p.value
  line(t, level, number(c(wilson(t[1], t[2], level), exact(t[1], t[2], level), newcombe(t, level), simple(t, level),
    ratio("OR", t, level), ratio("RR", t, level), fisher)))
}
