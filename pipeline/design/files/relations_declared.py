"""Reading what ``data_sets.yaml`` says of single counts: headlines, and how counts are related by their definitions."""

from __future__ import annotations

from pipeline.design.data_sets import Headline
from pipeline.design.editions import ALWAYS
from pipeline.design.files.vocabulary import Vocabulary
from pipeline.design.related_counts import BandedAmount, Containment, Identity, SameCount
from pipeline.design.statistic import Cell, cell_named
from pipeline.foundation.declarations import Declaration


def read_headline(entry: Declaration, known: Vocabulary) -> Headline:
    """A figure that the pages tell."""
    entry.only("label", "measure", "key", "by", "of")
    known.keys.check(entry, "key")
    by = entry.text("by", "")
    if by and (wrong := known.keys.wrong_breakdown(by)):
        raise entry.problem("by", wrong)
    return Headline(entry.text("label"), known.measure(entry, "measure"), entry.text("key"), by, entry.text("of", ""))


def read_cell(entry: Declaration, field: str, text: str, known: Vocabulary, measure: str = "") -> Cell:
    """The cell that a text of a field names; raises UsageError for a key or measure that cannot be, or an amount."""
    known.keys.check(entry, field, text)
    found = cell_named(text, measure)
    known.check_measure(entry, field, found[0])
    if known.is_amount(found[0]) and not known.decimals(found[0]):
        raise entry.problem(field, f"{found[0]} adds up amounts, of which disclosure control has no sums.")
    return found


def read_identity(entry: Declaration, known: Vocabulary) -> Identity:
    """A count that is the sum of others."""
    entry.only("measure", "whole", "parts", "in_every_cell", "first_year", "last_year")
    measure = known.measure(entry, "measure")
    whole = read_cell(entry, "whole", entry.text("whole"), known, measure)
    parts = []
    rests, name, nameless = 0, "", ""
    for part in entry.texts_and_parts("parts"):
        if isinstance(part, str):
            parts.append(read_cell(entry, "parts", part, known, measure))
        else:
            part.only("unpublished", "named", "nameless")
            rests += part.truth("unpublished")
            name, nameless = _name_of_rest(part, "named", known)
            if not (name or nameless):
                raise part.problem("unpublished", "say what readers call it (named), or why nobody does (nameless).")
    if rests > 1:
        raise entry.problem("parts", "only one part may be unpublished: of two neither is known by the others.")
    return Identity(
        whole,
        tuple(parts),
        bool(rests),
        entry.has("in_every_cell") and entry.truth("in_every_cell"),
        entry.whole("first_year", 0),
        entry.whole("last_year", ALWAYS),
        name,
        nameless,
    )


def _name_of_rest(entry: Declaration, field: str, known: Vocabulary) -> tuple[str, str]:
    """What a reader calls whom the parts leave of their whole, and why there is no name; at most one of them."""
    name, nameless = entry.text(field, ""), entry.text("nameless", "")
    if name in (known.measures or {}):
        raise entry.problem(field, f"{name!r} is a measure: what nothing counts apart needs another name.")
    if name and nameless:
        raise entry.problem("nameless", f"what is called {name!r} has a name.")
    return name, nameless


def read_containment(entry: Declaration, known: Vocabulary) -> Containment:
    """Counts that never exceed others.

    Raises UsageError where one measure is a part of another of the same people and nothing says what is left over.
    """
    entry.only("part", "whole", "in_every_cell", "first_year", "believed", "rest", "nameless")

    def cells(field: str) -> tuple[Cell, ...]:
        texts = entry.texts(field) if entry.is_list(field) else (entry.text(field),)
        return tuple(read_cell(entry, field, text, known) for text in texts)

    name, nameless = _name_of_rest(entry, "rest", known)
    found = Containment(
        cells("part"),
        cells("whole"),
        entry.has("in_every_cell") and entry.truth("in_every_cell"),
        entry.whole("first_year", 0),
        entry.has("believed") and entry.truth("believed"),
        name,
        nameless,
    )
    if name and not found.is_of_two:
        raise entry.problem("rest", "only one part of one whole leaves a rest.")
    if found.pair is not None and not (name or nameless) and _are_two_of_a_kind(found.pair, known):
        raise entry.problem("part", "say what readers call whom it leaves out (rest), or why nobody does (nameless).")
    return found


def _are_two_of_a_kind(pair: tuple[Cell, Cell], known: Vocabulary) -> bool:
    """Whether two measures count the same people or things, so that their difference is a number of them."""
    part, whole = pair
    units = {known.unit(one.measure) for one in pair}
    return part.measure != whole.measure and len(units) == 1


def read_banded_amount(entry: Declaration, known: Vocabulary) -> BandedAmount:
    """An amount whose people stand beside its average in bands of it."""
    entry.only("amount", "of", "bands", "first_year", "last_year")
    amount, people = known.measure(entry, "amount"), known.measure(entry, "of")
    if not known.is_amount(amount) or known.is_amount(people):
        raise entry.problem("amount", "it must add up amounts, and 'of' must count people.")
    bands = []
    for band in entry.parts("bands"):
        band.only("key", "from", "to")
        known.keys.check(band, "key")
        bands.append((band.text("key"), band.whole("from"), band.whole("to")))
        if bands[-1][1] > bands[-1][2]:
            raise band.problem("to", "the greatest amount of a band is less than its least.")
    return BandedAmount(amount, people, tuple(bands), entry.whole("first_year", 0), entry.whole("last_year", ALWAYS))


def read_same_count(entry: Declaration, known: Vocabulary) -> SameCount:
    """A cell of this release, and the name that another release has for the same count."""
    entry.only("ours", "theirs", "first_year")
    known.keys.check(entry, "theirs")
    ours = read_cell(entry, "ours", entry.text("ours"), known)
    return SameCount(ours, cell_named(entry.text("theirs")), entry.whole("first_year", 0))
