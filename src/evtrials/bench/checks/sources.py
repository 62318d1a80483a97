"""Sources: what retells what, and one document that stands under two keys."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from evtrials.bench.checks.base import Doubt, check, check_of_all
from evtrials.collection.loading import Loaded
from evtrials.trial.documents import identifiers
from evtrials.trial.sources import Publication

SHARED = "_sources.yaml"


@check("E153", mend="Say which source it retells, or leave `reports` out where that one was not read.")
def source_reports_itself(loaded: Loaded) -> Iterator[Doubt]:
    """A source is said to retell itself, straight or by way of others, so that no first source is left."""
    sources = loaded.trial.sources
    for key in sources:
        if key in (chain := _retold(key, sources)):
            way = f" by way of {', '.join(chain[:-1])}" if chain[:-1] else ""
            yield Doubt(("sources", key, "reports"), f"{key} reports itself{way}")


def _retold(key: str, sources: Mapping[str, Publication]) -> list[str]:
    """The sources that a source retells, one from the other, up to the first that comes again."""
    chain: list[str] = []
    while (reported := sources[chain[-1] if chain else key].reports) and reported not in chain:
        chain.append(reported)
    return chain


@check("W282", mend="Name the earlier report that it retells (a conference abstract), or leave `reports` out; or mend a year.")
def retold_before_it_appeared(loaded: Loaded) -> Iterator[Doubt]:
    """A source is older than the one that it is said to retell; the trial's year of publication is then too late."""
    for key, source in loaded.trial.sources.items():
        if source.year and (reported := loaded.trial.sources.get(source.reports or "")):
            # An abstract is told of at its meeting, and may be printed in the year after.
            years = [reported.year, *re.findall(r"\b(?:19|20)\d\d\b", reported.meeting or "")]
            appeared = min((year for year in years if year), default="")
            if source.year < appeared:
                message = f"{key} is of {source.year} and cannot retell {source.reports} of {appeared}"
                yield Doubt(("sources", key, "reports"), message)


@check_of_all("W281", mend=f"Declare it once and cite that key: in the file, or in {SHARED} where several trials cite it.")
def one_document_two_entries(trials: Sequence[Loaded]) -> Iterator[tuple[Loaded, Doubt]]:
    """One document (by DOI, PubMed number or address, however they are written) is declared twice: in one file, in two, or in a
    file and among the shared sources.
    """
    first: dict[str, tuple[str, str]] = {}
    for loaded in trials:
        for key, publication in loaded.trial.sources.items():
            if not _is_own(loaded, key):
                for identifier in identifiers(publication):
                    first.setdefault(identifier, (SHARED, key))
    for loaded in trials:
        for key, publication in loaded.trial.sources.items():
            entry = (loaded.trial.id if _is_own(loaded, key) else SHARED, key)
            known = ((identifier, first.setdefault(identifier, entry)) for identifier in identifiers(publication))
            identifier, (file, other) = next(((name, at) for name, at in known if at != entry), ("", entry))
            if identifier:
                where = "" if file == loaded.trial.id else f" of {file}"
                yield loaded, Doubt(("sources", key), f"{key} is {other}{where}: both are {identifier}")


def _is_own(loaded: Loaded, key: str) -> bool:
    """Whether the file declares a source itself; else it is a shared one."""
    data = loaded.document.data
    return isinstance(data, dict) and key in data.get("sources", {})
