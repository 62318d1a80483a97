"""Row plots: texts and figures beside marks on one axis, at every width."""

from __future__ import annotations

import pytest

from evtrials.plots.rows import Chart, Group, Row, RowPlot
from evtrials.plots.scale import Scale, ratio_scale
from evtrials.plots.strip import Mark, interval
from evtrials.questions.answer import Ratio

SCALE = ratio_scale([0.5], [0.3, 1.2])
ROWS = (
    Row("toy-1", interval(Ratio(0.3, 0.5, 0.9), SCALE), ("HR 0.50 (0.30 to 0.90)",), ("letrozole ± everolimus 10 mg daily (placebo)", "200 v 100")),
    Row("a-toy-with-a-long-name", interval(Ratio(None, 1.2, None), SCALE), ("HR 1.20",), ("everolimus 5 mg daily v placebo", "20 v 21")),
)
PLOT = RowPlot(
    [Chart((Group("", ROWS),), SCALE, ("",), title="Survival", sides=("favours everolimus", "favours its control"), legend="■ ratio.")],
    ("A note.",),
)


def test_texts_stand_above_the_plot_at_80_columns() -> None:
    """A name that is long stands on a line of its own."""
    assert """\
Survival
                ◄ favours everolimus │ favours its control ►
toy-1  letrozole ± everolimus 10 mg daily (placebo)
       200 v 100
     ├────────────■───────────────┤  │                    HR 0.50 (0.30 to 0.90)
a-toy-with-a-long-name
       everolimus 5 mg daily v placebo
       20 v 21
                                     │   □                HR 1.20
┬─────────────────┬──────────────────┬─────────────────┬
0.25             0.5                 1                 2

■ ratio.
A note.
""" == "\n".join(PLOT.lines(80)) + "\n"


def test_texts_stand_beside_the_plot_at_120_columns() -> None:
    """A row is as many lines as its texts."""
    assert """\
Survival
                                                            ◄ favours everolimus │ favours its control ►
toy-1  letrozole ± everolimus 10 mg daily (placebo)      ├─────────■───────────┤ │                HR 0.50 (0.30 to 0.90)
       200 v 100                                                                 │
a-toy-with-a-long-name
       everolimus 5 mg daily v placebo                                           │   □            HR 1.20
       20 v 21                                                                   │
                                                     ┬─────────────┬─────────────┬─────────────┬
                                                     0.25         0.5            1             2

■ ratio.
A note.
""" == "\n".join(PLOT.lines(120)) + "\n"


def test_the_narrowest_terminal_has_the_whole_of_every_row() -> None:
    """Texts wrap, and a small plot stays beside the figures."""
    assert """\
Survival
◄ favours everolimus   favours its
control ►
toy-1  letrozole ± everolimus 10 mg
       daily (placebo)
       200 v 100
 ├───■───┤│       HR 0.50 (0.30 to 0.90)
a-toy-with-a-long-name
       everolimus 5 mg daily v placebo
       20 v 21
          │□      HR 1.20
┬────┬────┬────┬
0.25      1    2

■ ratio.
A note.
""" == "\n".join(PLOT.lines(40)) + "\n"


def test_texts_apart_are_said_once_for_each_name() -> None:
    """Groups of the same trials have one key below them; two arms in one place share a sign."""
    scale = Scale(0, 100, (0, 20, 40, 60, 80, 100))
    rows = (Row("toy-1", (Mark("───", 60, 20), Mark("○", 20), Mark("●", 60)), ("60 v 20",), ("everolimus ± letrozole",)),)
    same = (Row("toy-1", (Mark("○", 5), Mark("●", 5)), ("5 v 5",), ("everolimus ± letrozole",)),)
    chart = Chart((Group("Nausea", rows), Group("Rash", same)), scale, ("%",), apart=True, legend="● first, ○ second, ◉ both.")
    assert """\
                                                     %
Nausea
toy-1           ○────────────────●                   60 v 20
       ┬────────┬───────┬────────┬───────┬────────┬
       0        20      40       60      80     100

Rash
toy-1    ◉                                           5 v 5
       ┬────────┬───────┬────────┬───────┬────────┬
       0        20      40       60      80     100

● first, ○ second, ◉ both.
toy-1: everolimus ± letrozole
""" == "\n".join(RowPlot([chart]).lines(60)) + "\n"


def test_figures_stand_above_a_plot_that_has_no_room_beside_them() -> None:
    """What would be squeezed away has the whole width."""
    long = Row("toy-1", interval(Ratio(0.3, 0.5, 0.9), SCALE), ("HR 0.50 (0.30 to 0.90), p 0.01 two-sided [a,b,c]",), ("everolimus",))
    assert """\
toy-1  everolimus
    HR 0.50 (0.30 to 0.90), p 0.01
    two-sided [a,b,c]
   ├─────────■──────────┤ │
┬────────────┬────────────┬────────────┬
0.25        0.5           1            2

""" == "\n".join(RowPlot([Chart((Group("", (long,)),), SCALE, ("",))]).lines(40)) + "\n"


@pytest.mark.parametrize("width", range(40, 161, 7))
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    """At every width the picture fits, and bears each name and figure."""
    lines = PLOT.lines(width)
    assert [] == [line for line in lines if len(line) > width]
    for text in ("toy-1", "a-toy-with-a-long-name", "HR 1.20", "favours everolimus"):
        assert any(text in line for line in lines)
