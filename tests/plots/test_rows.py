"""Row plots: texts beside marks on one axis, at every width."""

from __future__ import annotations

from evtrials.plots.rows import Beside, Chart, Group, Mark, Row, RowPlot
from evtrials.plots.scale import linear_scale

PLOT = RowPlot(
    [
        Chart(
            (
                Group(
                    "Nausea",
                    (
                        "TOY-1, Table 2",
                        Row(("eve",), (Mark("│▒▒", 60, 0), Mark("│█<", 10, 0)), ("any 60 %, 3-4 <10 %",)),
                        Row(("an-arm-without-a-break",), (Mark("◆", 0.2), Mark("◇", -40)), ("derived +0.2, -40",)),
                    ),
                ),
            ),
            linear_scale(-40, 60, " %", origin=0),
            (Beside("", 40),),
            (Beside("", 40),),
            notes=("A note.",),
        )
    ]
)


def test_texts_stand_beside_the_plot() -> None:
    """Bars begin at the origin; a value that is not the origin never stands on its line; each sign stands above its tick."""
    assert """\
Nausea
TOY-1, Table 2
eve                                     │███<▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒  any 60 %, 3-4 <10 %
an-arm-without-a-break  ◇               │◆                        derived +0.2, -40
                        ┬───────┬───────┬──────┬───────┬───────┬
                        -40 % -20 %    0 %    20 %    40 %  60 %

A note.""" == "\n".join(PLOT.lines(85))


def test_texts_stand_above_the_plot_where_it_is_narrow() -> None:
    """The plot takes the whole width rather than be pushed aside by a long name."""
    assert """\
Nausea
TOY-1, Table 2
eve; any 60 %, 3-4 <10 %
                │███<▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒
an-arm-without-a-break; derived +0.2, -40
◇               │◆
┬───────┬───────┬───────┬───────┬───────┬
-40 % -20 %    0 %     20 %    40 %  60 %

A note.""" == "\n".join(PLOT.lines(41))
