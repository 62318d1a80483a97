"""The R script that reads effects.csv: derives each standard error once more, and shows the trials one by one."""

from __future__ import annotations

_SCRIPT = """\
# {made}
# Each row of effects.csv is one trial's own randomised comparison; nothing here compares or pools trials. Rows of several
# endpoints, diseases and contrasts stand in it, and a trial may have several: choose trials of one question before you pool
# (rma, metagen). "evtrials pool pfs ... --r FILE" writes such a script, and says why it refuses where trials do not fit together.
suppressPackageStartupMessages(library(metafor))
this <- sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))
folder <- if (length(this)) dirname(gsub("~+~", " ", this, fixed = TRUE)) else "."
effects <- read.csv(file.path(folder, "effects.csv"), encoding = "UTF-8")
usable <- effects[!is.na(effects$se_log_hr), ]
cat(nrow(effects), "hazard ratios,", nrow(usable), "with a standard error\\n")
if (nrow(usable)) {{
  # Once more from the printed numbers; yi and vi are what rma() and forest() take.
  se <- with(usable, (log(ci_upper) - log(ci_lower)) / (2 * qnorm((1 + ci_level / 100) / 2)))
  stopifnot(
    isTRUE(all.equal(log(usable$hr), usable$log_hr, tolerance = 1e-6)),
    isTRUE(all.equal(se, usable$se_log_hr, tolerance = 1e-6))
  )
  usable <- escalc(measure = "GEN", yi = log_hr, vi = var_log_hr, slab = paste(study, endpoint), data = usable)
  # Each by itself: the printed ratio beside what R makes of log_hr and its variance, at 95 %.
  again <- summary(usable, transf = exp)
  told <- sprintf("%.2f (%.2f to %.2f)", again$yi, again$ci.lb, again$ci.ub)
  print(data.frame(usable[c("study", "endpoint", "treat1", "treat2", "population", "hr_text")], in_R = told), row.names = FALSE)
  # forest(usable$yi, usable$vi, slab = paste(usable$study, usable$endpoint), transf = exp, refline = 1)
  if (requireNamespace("meta", quietly = TRUE)) {{
    each <- meta::metagen(log_hr, se_log_hr, studlab = study, data = usable, sm = "HR", common = FALSE, random = FALSE)
    print(each)
  }}
}}
"""


def effects_script(made: str) -> str:
    """The script, which runs with Rscript wherever its folder lies, needs metafor, and uses meta where that is installed.

    made: what made the file, of which data.
    """
    return _SCRIPT.format(made=" ".join(made.split()))
