"""Words that mean something to the one or the other format of an answer; a title, a label or a note may say any of them."""

from __future__ import annotations

PAYLOADS: dict[str, str] = {
    # Markdown and HTML
    "image": "![pixel](https://example.org/p.png)",
    "link": "[click here](https://example.org/a 'title')",
    "link that runs": "[click](javascript:alert(1))",
    "reference": "[Doe2020]: https://example.org 'x' [Doe2020][]",
    "code": "`code` and an open `` one",
    "fence": "``` sh",
    "tilde fence": "~~~ out ~~struck~~ ~once~",
    "pipes": "a | b \\| c || --- | --- |",
    "pipe at the end": "ends in | \\",
    "script": "<script>alert(1)</script><!-- open",
    "image element": "<img src=x onerror=alert(1)>",
    "address in brackets": "<https://example.org/?a=b&copy;c> <a@example.org>",
    "bare address": "https://example.org/a_(b)_c?d=*e*&f[]=g|h. www.example.org ftp://example.org",
    "entities": "&lt;b&gt; &#60;i&#x3e; &copy; &amp;lt; R&D; AT&T",
    "emphasis": "*a* **b** _c_ __d__ e_f_g *",
    "heading": "# heading ##",
    "rule": "--- - * _ *",
    "setext rule": "=== ---",
    "quotation": "> 90 >> 5",
    "number of a list": "2013. A list 1) of two",
    "box of a task": "[ ] to do [x] done [^1] [^1]: note",
    "formula of a page": "$$\\int_0^1 x$$ and $x$",
    # BibTeX and LaTeX
    "closing brace": "ends } here",
    "opening brace": "opens { and {{ here",
    "braces by backslash": "\\{ \\} \\\\{ \\",
    "entry": "}, note={x} } @article{evil, title={y}",
    "comment": "50 % @comment{x} @string{y = 1} # \"q\"",
    "input": "\\input{/etc/passwd} \\write18{id} $x^2_3$ & ~",
    "authors": "Roe R and Doe J and others, Jr",
    # RIS, SARIF, formulas of spreadsheets, Rich, format strings
    "tag": "ER  - TY  - JOUR; UR  - https://example.org",
    "placeholder": "{0} {1} {{2}} {} %s %(x)s ${x}",
    "placeholder in a link": "[see {0}](1) \\[x\\]",
    "formula": "=HYPERLINK(\"https://example.org\",\"x\")",
    "command": "+cmd|' /C calc'!A0",
    "minus": "-1+1",
    "at": "@SUM(1,2)",
    "full-width formula": "＝1+1",
    "Rich markup": "[bold red]A[/bold red] [link=https://example.org]B[/] :smile: [@click=x]",
    # SVG, separators, quotes
    "svg": "]]> --> <?x?> </text><script xlink:href='x'/> &nbsp;",
    "separators": "a; b, c\td: \"d\"\" 'e' ''".replace("\t", " "),
    "letters": "naïve Ångström 王 ≥ µ ﷽ e\u0301 \u00a0x",
}
assert len(PAYLOADS) == 41, len(PAYLOADS)
