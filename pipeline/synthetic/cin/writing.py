"""One authority's census on its way to the disk: written as it comes, or held back until its defects are planted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from pipeline.synthetic.cin.defects import CinDefectKind, Planter, SentChild
from pipeline.synthetic.cin.document import CLOSING, Document
from pipeline.synthetic.cin.ledger import Account, PlantedRecord
from pipeline.synthetic.cin.lives.people import Person
from pipeline.synthetic.cin.lives.stories import Story
from pipeline.synthetic.cin.summary import RETURN

# Children gathered before they are written.
_TOGETHER = 500


class CensusFile:
    """A document being written to ``path`` (None: the authority sends nothing), with its account."""

    def __init__(
        self, year: int, la_code: str, path: Path | None, left_out: tuple[str, ...], defects: Sequence[CinDefectKind]
    ) -> None:
        """Begin the document."""
        number = int(la_code)
        self.document = Document(year, la_code, in_words=number % 2 == 0, left_out=left_out)
        self.account = Account(self.document)
        self.path = path
        self.bytes = 0
        self._defects = sorted(defects, key=list(CinDefectKind).index)
        self._texts: list[str] = []
        self._children: list[SentChild] = []
        self._file: TextIO | None = None

    def add(self, person: Person, stories: list[Story], *, looked_after: bool) -> None:
        """Add a child."""
        if not self.path:
            return
        text = self.document.child(person, stories)
        if self._defects:
            self._children.append(SentChild(text, looked_after))
            return
        self._texts.append(text)
        if len(self._texts) >= _TOGETHER:
            self._write()

    def finish(self) -> list[PlantedRecord]:
        """Plant the defects, write what is left and close the document; returns what was planted."""
        if not self.path:
            return []
        planted: list[PlantedRecord] = []
        if self._defects:
            year, code, opening = self.document.year, self.document.la_code, self.document.opening()
            path = f"{RETURN}/{year}/{code}/{self.path.name}"
            planter = Planter(year, code, path, self._children, opening.count("\n"))
            for kind in self._defects:
                planter.plant(kind)
            planted = list(planter.records())
            self._texts = [child.text for child in self._children]
        self._texts.append(CLOSING)
        self._write()
        if self._file:
            self._file.close()
        return planted

    def _write(self) -> None:
        if self._file is None and self.path:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("w", encoding="utf-8", newline="")
            self._texts.insert(0, self.document.opening())
        if self._file:
            # Every document is in ASCII, so that characters are bytes.
            self.bytes += self._file.write("".join(self._texts))
        self._texts.clear()
