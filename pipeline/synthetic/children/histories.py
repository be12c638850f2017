"""From a patch's flows to full lives: who each child is, and the episodes of every period of care."""

from __future__ import annotations

from bisect import bisect_right
from random import Random

from pipeline.synthetic.children.identities import identify, seed_of_life
from pipeline.synthetic.children.legal import Statuses, legal_statuses, legal_statuses_to_adoption
from pipeline.synthetic.children.lives import AdoptionPlan, Child, Episode, Period
from pipeline.synthetic.children.placements import SAME_CARER_CODES_FROM, Placing, Spell, change_reason
from pipeline.synthetic.children.reasons import reason_ended
from pipeline.synthetic.children.stays import Flows, Leaving, Stay
from pipeline.synthetic.country.days import first_day
from pipeline.synthetic.country.draws import between, exponential, lognormal
from pipeline.synthetic.country.patches import Patch
from pipeline.synthetic.country.places import Places
from pipeline.synthetic.country.shares import ADOPTION_UNOPPOSED, NEED, NEED_ASYLUM, PLAN_GIVEN_UP

# Children under six who are looked after when the simulation ends and will be adopted afterwards.
_ON_THE_WAY_TO_ADOPTION = 0.50
_PLAN_REVERSED = 0.035
_TOGETHER, _ORDERS = 10, ("C1", "C2", "E1")
_FOSTERING_FOR_ADOPTION, _CONSENT = 0.16, 0.03


class Biographer:
    """Writes the lives of one patch's children, each from its own seed."""

    def __init__(self, patch: Patch, flows: Flows, places: Places, seed: int, first_identifier: int) -> None:
        """Take the flows to fill in; identifiers count up from ``first_identifier``."""
        self._patch = patch
        self._horizon = first_day(patch.years[-1] + 1)
        self._flows = flows
        self._places = places
        self._placing = Placing(places, patch.key)
        self._seed = seed
        self._first_identifier = first_identifier
        self._rng = Random()

    @property
    def fostering_service(self) -> str:
        """The number of the patch's own fostering service."""
        return self._placing.fostering_service

    def seed_of(self, number: int) -> int:
        """The seed of a child of the flows."""
        return seed_of_life(self._seed, self._patch.key, number)

    def identifier(self, number: int) -> str:
        """The identifier under which a child of the flows is returned."""
        return str(self._first_identifier + number)

    def child(self, number: int, stays: list[Stay]) -> Child:
        """The life in care of one child of the flows, from those of its periods of care that are wanted, in order."""
        rng = self._rng
        seed = self.seed_of(number)
        rng.seed(self._flows.identity_seeds.get(number, seed))
        born = self._flows.dates_of_birth[number]
        asylum = self._flows.asylum[number]
        identity = identify(rng, self._patch.region, born, asylum=asylum)
        rng.seed(seed)
        child = Child(
            identifier=self.identifier(number),
            seed=seed,
            date_of_birth=born,
            male=identity.male,
            ethnicity=identity.ethnicity,
            unique_pupil_number=identity.unique_pupil_number,
            asylum=asylum,
            home=self._places.pick_home(rng),
            restlessness=min(6.0, lognormal(rng, 0.66, 0.9)),
            mother_from=identity.mother_from,
        )
        need = (NEED_ASYLUM if asylum else NEED).pick(rng)
        for stay in stays:
            if child.periods and rng.random() < 0.25:
                need = NEED.pick(rng)
            child.periods.append(self._period(child, stay, need))
        return child

    def _period(self, child: Child, stay: Stay, need: str) -> Period:
        rng = self._rng
        end = stay.end or self._horizon + 3650
        age = (stay.start - child.date_of_birth) / 365.25
        plan = self._adoption_plan(child, stay)
        if plan:
            statuses = legal_statuses_to_adoption(rng, stay.start, end, plan)
        else:
            statuses = legal_statuses(rng, age, stay.start, end, asylum=child.asylum)
        period = Period(stay.start, stay.end, "", need, adoption=plan)
        if stay.leaving is Leaving.WITHIN_THE_DAY:
            spells = self._placing.spells(rng, child, stay.start, stay.start + 1, lambda day: "V2", None)
            statuses = [(stay.start, "V2")]
        else:
            days = [day for day, _ in statuses]
            spells = self._placing.spells(
                rng, child, stay.start, end, lambda day: statuses[bisect_right(days, day) - 1][1], plan
            )
        period.episodes = _episodes(rng, child, statuses, spells, self._home_postcode(child))
        if stay.end:
            period.reason_ended = self._reason(child, stay, period)
            period.episodes[-1].ceased = stay.end
            period.episodes[-1].reason_ceased = period.reason_ended
        return period

    def _home_postcode(self, child: Child) -> str:
        # Asylum-seeking and abandoned children have no address to be placed from; a few others' is not known.
        if child.asylum or self._rng.random() < 0.012:
            return ""
        return self._places.home_postcode(child.home)

    def _reason(self, child: Child, stay: Stay, period: Period) -> str:
        if stay.leaving is Leaving.ADOPTED:
            return "E11" if self._rng.random() < ADOPTION_UNOPPOSED else "E12"
        return reason_ended(self._rng, child, stay, period.episodes[-1].placement)

    def _adoption_plan(self, child: Child, stay: Stay) -> AdoptionPlan | None:
        rng = self._rng
        age = (stay.start - child.date_of_birth) / 365.25
        given_up = False
        if stay.leaving is Leaving.ADOPTED:
            end = stay.end
        elif age < 5 and not stay.end and self._horizon - stay.start < 900 and rng.random() < _ON_THE_WAY_TO_ADOPTION:
            end = max(self._horizon, stay.start + 400) + int(exponential(rng, 300.0))
        elif age < 6 and (stay.end or self._horizon) - stay.start > 500 and rng.random() < _PLAN_REVERSED:
            end, given_up = stay.start + 1200, True
        else:
            return None
        days = end - stay.start
        decided = stay.start + int(days * (0.28 + 0.08 * rng.random()))
        matched = decided + int(days * (0.18 + 0.12 * rng.random()))
        placed = matched + min(int(days * 0.06) + 3, between(rng, 10, 45))
        plan = AdoptionPlan(decided, matched, placed)
        if given_up:
            plan.reversed_on = min(matched - 5, stay.end or matched)
            plan.reversal_reason = PLAN_GIVEN_UP.pick(rng)
        elif stay.leaving is Leaving.ADOPTED:
            plan.adopted = stay.end
            plan.by_foster_carer = rng.random() < _FOSTERING_FOR_ADOPTION
            plan.consent = rng.random() < _CONSENT
        return plan


def _episodes(rng: Random, child: Child, statuses: Statuses, spells: list[Spell], home_postcode: str) -> list[Episode]:
    """Cut a period wherever its legal status or its placement changes; every cut closes one episode with X1."""
    episodes: list[Episode] = []
    next_status = next_spell = 0
    status, spell = "", spells[0]
    while next_status < len(statuses) or next_spell < len(spells):
        status_day = statuses[next_status][0] if next_status < len(statuses) else 1 << 30
        spell_day = spells[next_spell].started if next_spell < len(spells) else 1 << 30
        # A court's order and a move within days of it are recorded together, on the day of the move.
        if (
            next_status
            and next_spell
            and abs(spell_day - status_day) <= _TOGETHER
            and statuses[next_status][1] in _ORDERS
        ):
            status_day = spell_day
        day = min(status_day, spell_day)
        if status_day == day:
            status = statuses[next_status][1]
            next_status += 1
        setting_before = spell.setting
        if spell_day == day:
            spell = spells[next_spell]
            next_spell += 1
        moved = spell_day == day
        if episodes:
            before = episodes[-1]
            before.ceased, before.reason_ceased = day, "X1"
            if moved:
                why = change_reason(rng, day, same_carer=spell.same_carer)
                # Who goes to a temporary placement comes back, so that no reason is collected.
                before.change_reason = "" if "temporary" in (spell.setting, setting_before) else why
        reason = _reason_for_episode(day, first=not episodes, changed=status_day == day, moved=moved, spell=spell)
        episodes.append(
            Episode(
                started=day,
                reason=reason,
                legal_status=status,
                placement=spell.placement,
                provider=spell.provider,
                home_postcode=home_postcode,
                placement_postcode=spell.postcode,
                urn=spell.urn,
            )
        )
    return episodes


def _reason_for_episode(day: int, *, first: bool, changed: bool, moved: bool, spell: Spell) -> str:
    if first:
        return "S"
    same_carer = spell.same_carer and day >= SAME_CARER_CODES_FROM
    if changed and moved:
        return "U" if same_carer else "B"
    if moved:
        return "T" if same_carer else "P"
    return "L"


def move_on_the_same_day(children: list[Child], first: int, last: int, fostering_service: str) -> bool:
    """Give the first child who changes carers within the days an episode of no length before it; False if none does.

    ``fostering_service`` is the number of the service whose carers it stayed with.
    """
    for child in children:
        for period in child.periods:
            for index, episode in enumerate(period.episodes):
                before = period.episodes[index - 1]
                lasts = "T" not in (episode.placement[0], before.placement[0])
                if index and lasts and episode.reason == "P" and first <= episode.started <= last:
                    period.episodes.insert(index, _fleeting(episode, before, fostering_service))
                    return True
    return False


def _fleeting(episode: Episode, before: Episode, fostering_service: str) -> Episode:
    """A stay with emergency carers that begins and ends on the day another episode begins."""
    return Episode(
        started=episode.started,
        reason="P",
        legal_status=before.legal_status,
        placement="U6",
        provider="PR1",
        home_postcode=episode.home_postcode,
        placement_postcode=before.placement_postcode,
        urn=fostering_service,
        ceased=episode.started,
        reason_ceased="X1",
        change_reason="PLACE",
    )
