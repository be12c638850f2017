"""Notes on an authority's figures that a statistician accepted and readers are told: where each belongs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.analyse.areas import ENGLAND
from pipeline.analyse.figures import Shown


@dataclass(frozen=True, slots=True)
class Caveat:
    """A published note on figures of an authority (``la_code`` empty: of England); no measure means all of them."""

    la_code: str
    area_name: str
    measures: tuple[str, ...]
    text: str

    @property
    def sentence(self) -> str:
        """The note, with whose figures it is on."""
        return f"Note on {self.area_name}: {self.text}"

    def is_on(self, figure: Shown) -> bool:
        """Whether it is about that figure."""
        area = self.la_code or ENGLAND.area_code
        return figure.area_code == area and (not self.measures or figure.measure in self.measures)


def caveats_behind(caveats: Iterable[Caveat], figures: Iterable[Shown]) -> list[str]:
    """The sentences of the notes on some of the figures, each once."""
    shown = list(figures)
    return list(dict.fromkeys(one.sentence for one in caveats if any(map(one.is_on, shown))))
