"""Sources as a reader or a reference manager takes them: plain text, BibTeX, RIS, CSL-JSON. Publications in, text out.

The formats: BibTeX 0.99d (Patashnik, BibTeXing, 1988) with accents as LaTeX commands, so that the file is read by the
classic program too; RIS as Reference Manager and its followers write it (tags in columns 1-2, CRLF, `ER  -` last);
CSL-JSON of the schema of the Citation Style Language 1.0.2. What no text shows is left out, never guessed, and a note says so.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from evtrials.notation.authors import Name, name_of
from evtrials.notation.patterns import compiled
from evtrials.questions.citation import Reference, citation, gaps_words, is_paper, title_of


class Kind(NamedTuple):
    """What each format calls one kind of publication."""

    bibtex: str
    ris: str
    csl: str


_ARTICLE = Kind("article", "JOUR", "article-journal")
_PAPER_OF_MEETING = Kind("inproceedings", "CPAPER", "paper-conference")
_ABSTRACT = Kind("misc", "ABST", "paper-conference")
_PAGE = Kind("misc", "ELEC", "webpage")
_OTHER = Kind("misc", "GEN", "article")


def kind_of(reference: Reference) -> Kind:
    """The kind: by its journal, else its conference, else its address."""
    source = reference.publication
    if source.journal:
        return _ARTICLE
    if source.basis == "conference abstract":
        return _PAPER_OF_MEETING if source.meeting else _ABSTRACT
    return _PAGE if source.url and not is_paper(source) else _OTHER


# --- plain text ---------------------------------------------------------------------------------------------------------------


def plain_text(references: Iterable[Reference]) -> str:
    """The references as a list in the style of Vancouver, numbered, one to a line."""
    return "".join(f"{number}. {citation(one.publication, whole=True)}\n" for number, one in enumerate(references, 1))


# --- BibTeX -------------------------------------------------------------------------------------------------------------------

_ACCENTS = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u", "\u0307": ".", "\u0308": '"',
    "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0323": "d", "\u0327": "c", "\u0328": "k",
}  # fmt: skip
# BibTeX counts the braces of a field, those behind a backslash too: one alone would end it, or the entry.
_LATEX = {
    "\\": r"\textbackslash{}", "{": r"$\lbrace$", "}": r"$\rbrace$", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": "$<$", ">": "$>$", "|": "$|$",
    '"': "''", "\u00a0": "~", "–": "--", "—": "---", "‘": "`", "’": "'", "“": "``", "”": "''", "…": r"\ldots{}",
    "ß": r"{\ss}", "ø": r"{\o}", "Ø": r"{\O}", "æ": r"{\ae}", "Æ": r"{\AE}", "œ": r"{\oe}", "Œ": r"{\OE}", "ł": r"{\l}",
    "Ł": r"{\L}", "ı": r"{\i}", "≥": r"$\geq$", "≤": r"$\leq$", "±": r"$\pm$", "×": r"$\times$", "·": r"$\cdot$",
    "µ": r"$\mu$", "°": r"\textdegree{}", "®": r"\textregistered{}", "™": r"\texttrademark{}", "†": r"\dag{}", "‡": r"\ddag{}",
    "α": r"$\alpha$", "β": r"$\beta$", "γ": r"$\gamma$", "δ": r"$\delta$", "κ": r"$\kappa$", "μ": r"$\mu$",
}  # fmt: skip

_SHORT = 4
_MOST_SMALL = 0.6
_PLAIN = compiled(r"[^\W\d_][a-z]+(?:-[^\W\d_][a-z]+)*\W*")
_CORE = compiled(r"(?P<before>\W*)(?P<core>(?:(?:\w\.){2,}|.*?\+*))(?P<after>\W*)", re.DOTALL)
_JOINTS = compiled(r"([-/])")
_ROMAN = compiled(r"[IVX]+[ab]?")
_PROPER = {
    "Afinitor", "African", "Alliance", "American", "Asia", "Asian", "Australian", "Brazilian", "British", "Canadian", "China",
    "Chinese", "Danish", "Dutch", "Europe", "European", "France", "French", "German", "Germany", "Indian", "Italian", "Italy",
    "Japan", "Japanese", "Korea", "Korean", "Novartis", "Spanish", "Swedish", "Taiwan", "Turkish",
}  # fmt: skip


def bibtex(references: Iterable[Reference]) -> str:
    """The references as BibTeX entries; names in a title are kept from the style's lower case."""
    return "\n".join(_entry(reference) for reference in references)


def latex(text: str) -> str:
    """Text for LaTeX: its special characters escaped, accented letters as commands in braces (`Andr{\\'e}`)."""
    return "".join(_LATEX.get(char) or _accented(char) for char in unicodedata.normalize("NFC", text))


def _accented(char: str) -> str:
    if char.isascii():
        return char
    base, *marks = list(unicodedata.normalize("NFD", char))
    for mark in marks:
        command = _ACCENTS.get(mark)
        if command is None:
            return char
        base = {"i": r"\i", "j": r"\j"}.get(base, base) if command not in "ckdr" else base
        # A command of one letter needs a space before the letter that it takes.
        base = f"\\{command}{' ' if command.isalpha() and not base.startswith(chr(92)) else ''}{base}"
    return f"{{{base}}}" if marks else char


def _entry(reference: Reference) -> str:
    source, kind = reference.publication, kind_of(reference)
    first, last = _pages(reference)
    of_meeting = kind is _PAPER_OF_MEETING
    fields = {
        "author": " and ".join((*(_bibtex_name(name_of(author)) for author in source.named), *["others"] * source.goes_on)),
        "title": _title(title_of(source).cited),
        "journal": latex(source.journal or ""),
        "booktitle": latex(source.meeting or "") if of_meeting else "",
        "publisher": latex(source.publisher or "") if of_meeting else "",
        "howpublished": latex(source.publisher or source.meeting or "") if kind.bibtex == "misc" else "",
        "year": source.year or "",
        "volume": latex(source.volume or ""),
        "number": latex(source.issue or ""),
        "pages": latex(first) + (f"--{latex(last)}" if last else ""),
        "note": latex(_remarks(reference)),
        # Programs take these two as they stand.
        "doi": _verbatim(source.doi or ""),
        "url": _verbatim(source.url or ""),
        "pmid": source.pmid or "",
        "annote": latex(_annotation(reference)),
    }
    lines = [f"  {name} = {{{text}}}," for name, text in fields.items() if text]
    return "\n".join([f"@{kind.bibtex}{{{reference.key},", *lines, "}", ""])


def _bibtex_name(name: Name) -> str:
    if name.literal:
        return f"{{{latex(name.literal)}}}"
    return ", ".join(_one_name(part) for part in (name.family, name.suffix, name.given) if part)


def _one_name(part: str) -> str:
    """A part of a name; one with a word or a sign that would begin another name, or part of it, is held together."""
    return f"{{{latex(part)}}}" if "," in part or {"and", "others"} & set(part.casefold().split()) else latex(part)


def _title(title: str) -> str:
    """A title with its names in braces, which styles that set titles in small letters leave as they are."""
    words = title.split(" ")
    plain = [word for word in words[1:] if len(word) > _SHORT and _PLAIN.fullmatch(word)]
    # Where most words have a capital it says nothing; else it makes a name: Asian, Sarah Cannon, Afinitor.
    has_capitals = sum(word[0].isupper() for word in plain) > _MOST_SMALL * len(plain)
    told = [_word(words[0], is_name=False)]
    # BibTeX itself keeps the capital of the first word, and of one behind a colon.
    told += [_word(word, is_name=not has_capitals and not before.endswith(":")) for before, word in pairwise(words)]
    return " ".join(told)


def _word(word: str, *, is_name: bool) -> str:
    """A word of a title, its parts that are named in braces: `({BOLERO-2}):`, `{HER2}-Negative`, `{PI3K/Akt/mTOR}`."""
    match = _CORE.fullmatch(word)
    assert match is not None, "every word has that form"
    parts = _JOINTS.split(match["core"])
    named = [place for place, part in enumerate(parts) if _is_named(part) or (is_name and part[:1].isupper())]
    told: list[str] = []
    place = 0
    while place < len(parts):
        end = place
        if place in named:
            # Names that are joined are one, and so is a name with its number.
            while end + 2 < len(parts) and (end + 2 in named or parts[end + 2].isdigit()):
                end += 2
            told.append(f"{{{latex(''.join(parts[place : end + 1]))}}}")
        else:
            told.append(latex(parts[place]))
        place = end + 1
    return latex(match["before"]) + "".join(told) + latex(match["after"])


def _is_named(part: str) -> bool:
    """Whether capitals make a name of a part of a word: HER2, mTOR, U.S., Ki67, the I of phase I; not Everolimus, nor A."""
    capitals = sum(char.isupper() for char in part)
    if part[1:] != part[1:].lower() or part in _PROPER or _ROMAN.fullmatch(part):
        return True
    return capitals == 1 and part != "A" and (len(part) == 1 or any(char.isdigit() for char in part))


def _verbatim(text: str) -> str:
    return text.translate({ord("{"): "%7B", ord("}"): "%7D", ord("\\"): "%5C", ord(" "): "%20"})


# Managers take whatever stands among the authors for a person; of the formats BibTeX alone has a word for others.
_FURTHER = "further authors are not named here"


# --- RIS ----------------------------------------------------------------------------------------------------------------------


def ris(references: Iterable[Reference]) -> str:
    """The references as RIS records: one tag a line, CRLF line ends, `ER  -` at the end of each."""
    return "".join(_record(reference) for reference in references)


def _record(reference: Reference) -> str:
    source = reference.publication
    first, last = _pages(reference)
    container = source.journal or (source.meeting if source.basis == "conference abstract" else "") or ""
    lines: list[tuple[str, str]] = [
        ("TY", kind_of(reference).ris),
        ("ID", reference.key),
        *(("AU", _no_asterisk(_ris_name(name_of(author)))) for author in source.named),
        ("TI", title_of(source).cited),
        ("T2", _no_asterisk(container)),
        ("PY", source.year or ""),
        ("VL", source.volume or ""),
        ("IS", source.issue or ""),
        ("SP", first),
        ("EP", last),
        ("PB", source.publisher or ""),
        ("DO", source.doi or ""),
        # A semicolon would begin another address.
        ("UR", (source.url or "").replace(";", "%3B")),
        ("AN", source.pmid or ""),
        ("DB", "PubMed" if source.pmid else ""),
        ("N1", _remarks(reference)),
        ("N1", _FURTHER if source.goes_on else ""),
        ("N1", _annotation(reference)),
    ]
    return "".join(f"{tag}  - {_line(text)}\r\n" for tag, text in lines if text) + "ER  - \r\n\r\n"


def _ris_name(name: Name) -> str:
    """A name whose comma says what is family; one behind a name that is whole keeps managers from cutting it."""
    if name.literal:
        return f"{name.literal},"
    return ", ".join(part for part in (name.family, name.given, name.suffix) if part)


def _no_asterisk(text: str) -> str:
    """The format keeps the asterisk out of names and periodicals."""
    return text.replace("*", "")


def _line(text: str) -> str:
    return " ".join(text.split())


# --- CSL-JSON -----------------------------------------------------------------------------------------------------------------


def csl_json(references: Iterable[Reference]) -> str:
    """The references as a CSL-JSON array."""
    return json.dumps([_item(reference) for reference in references], ensure_ascii=False, indent=2) + "\n"


def _item(reference: Reference) -> dict[str, Any]:
    source = reference.publication
    item: dict[str, Any] = {
        "id": reference.key,
        "type": kind_of(reference).csl,
        "title": title_of(source).cited,
        "author": [_shown(name_of(author)._asdict()) for author in source.named],
        "container-title": source.journal or source.meeting or (source.publisher if not is_paper(source) else ""),
        "event-title": source.meeting,
        "publisher": source.publisher,
        "issued": {"date-parts": [[int(source.year)]]} if source.year else None,
        "volume": source.volume,
        "issue": source.issue,
        "page": source.pages,
        "number": source.number,
        "DOI": source.doi,
        "PMID": source.pmid,
        "URL": source.url,
        "note": "; ".join(part for part in (gaps_words(source), _FURTHER if source.goes_on else "") if part),
        "annote": _annotation(reference),
    }
    return _shown(item)


def _shown(item: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if value}


# --- common -------------------------------------------------------------------------------------------------------------------


def _pages(reference: Reference) -> tuple[str, str]:
    """First and last page as printed; `djt337` and `R32` have no last."""
    pages = reference.publication.pages or ""
    match = re.fullmatch(r"(\w+)\s*[-–]+\s*(\w+)", pages)
    return (match[1], match[2]) if match else (pages, "")


def _remarks(reference: Reference) -> str:
    """What a list of references prints behind an entry: the conference of a printed abstract, its number, gaps."""
    source = reference.publication
    parts = (source.journal and source.meeting, source.number and f"Abstract {source.number}", gaps_words(source))
    return "; ".join(part for part in parts if part)


def _annotation(reference: Reference) -> str:
    """What was read of the source, for the reader of the reference list, not for the list."""
    source = reference.publication
    missing = f"; not seen: {source.not_seen}" if source.not_seen else ""
    return f"Read for evtrials: {source.basis}{missing}."


FORMATS: dict[str, Callable[[Sequence[Reference]], str]] = {
    "text": plain_text,
    "bibtex": bibtex,
    "ris": ris,
    "csl-json": csl_json,
}
