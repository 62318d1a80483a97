# How the other scripts print: CSV on stdout, the versions in a first line after "#", numbers to 10 significant digits.
number <- function(x) ifelse(is.na(x), "", formatC(as.numeric(x), digits = 10, format = "g", width = 1))
begin <- function(packages, columns) {
  versions <- vapply(packages, function(name) paste(name, packageVersion(name)), "")
  cat("# R ", as.character(getRversion()), paste0(", ", versions), "\n", sep = "")
  cat(columns, sep = ",")
  cat("\n")
}
line <- function(...) cat(paste(c(...), collapse = ","), "\n", sep = "")

# The minimal standard generator (Park SK, Miller KW. Commun ACM 1988;31:1192-201), exact in doubles and so the same in every
# language: the state is multiplied by 16807, modulo 2^31 - 1; a draw below n is the state modulo n.
state <- 20261201
draw <- function(n) {
  state <<- (16807 * state) %% 2147483647
  state %% n
}
