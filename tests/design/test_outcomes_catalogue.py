"""What the release of outcomes declares of 2017, 2022 and 2025, against the published files' columns and labels."""

from __future__ import annotations

import pytest

from pipeline.design.data_sets import DataSet
from pipeline.design.files.data_sets_file import load_release

RELEASE = load_release("outcomes")
GROUPS = ["CINO at 31 March", "CLA 12 months at 31 March", "CPPO at 31 March"]
# Columns after those of areas, and the labels of each filter, in order. A version is a column of its own.
COLUMNS: dict[tuple[int, str], str] = {
    (2017, "SFR20_2018_Table2_KS2_UD"): """
        Elig_KS2_read Exp_KS2_stand_read Exp_KS2_stand_read_% Elig_KS2_writ Exp_KS2_stand_writ Exp_KS2_stand_writ_%
        Elig_KS2_maths Exp_KS2_stand_maths Exp_KS2_stand_maths_% Elig_KS2_GPS Exp_KS2_stand_GPS Exp_KS2_stand_GPS_%
        Elig_KS2_RWM Exp_KS2_stand_RWM Exp_KS2_stand_RWM_% Elig_KS2_prog_read Sum_KS2_prog_read Ave_KS2_prog_read
        Elig_KS2_prog_writ Sum_KS2_prog_writ Ave_KS2_prog_writ Elig_KS2_prog_maths Sum_KS2_prog_maths
        Ave_KS2_prog_maths
    """,
    (2017, "SFR20_2018_Table3_KS4_UD"): """
        Elig_KS4_total KS4_Pass_EM_5_total KS4_Pass_EM_5_total_% KS4_Pass_EM_4_total KS4_Pass_EM_4_total_%
        KS4_Att8_total KS4_Ave_Att8_total KS4_Prog8_Elig_total KS4_Sum_Prog8_total KS4_Prog8_Ave_total
    """,
    (2017, "SFR20_2018_Table4_SEN_UD"): """
        No_SEN No_SEN_% SEN_support SEN_support_% SEN_statement_EHCP SEN_statement_EHCP_%
    """,
    (2017, "SFR20_2018_Table5_Absence_UD"): """
        Pup_enrol Poss_sess Auth_abs Auth_abs_% Unauth_abs Unauth_abs_% Overall_abs Overall_abs_% Persist_abs
        Persist_abs_%
    """,
    (2022, "absence_six_half_terms_la"): """
        year_breakdown social_care_group school_type t_pupils t_sess_possible t_sess_overall pt_overall
        t_sess_authorised pt_sess_authorised t_sess_unauthorised pt_sess_unauthorised t_pupils_pa_10_exact
        pt_pupils_pa_10_exact
    """,
    (2022, "fsm_la"): """
        social_care_group t_pupils t_FSM_eligible pt_FSM_eligible
    """,
    (2022, "ks2_la"): """
        social_care_group version t_read_eligible_pupils t_read_met_expected_standard pt_read_met_expected_standard
        t_writta_eligible_pupils t_writta_met_expected_standard pt_writta_met_expected_standard t_mat_eligible_pupils
        t_mat_met_expected_standard pt_mat_met_expected_standard t_rwm_eligible_pupils t_rwm_met_expected_standard
        pt_rwm_met_expected_standard t_gps_eligible_pupils t_gps_met_expected_standard pt_gps_met_expected_standard
        t_scita_eligible_pupils t_scita_met_expected_standard pt_scita_met_expected_standard
        t_read_progress_eligible_pupils t_read_progress_score avg_read_progress_score
        avg_read_progress_score_lower_CI avg_read_progress_score_upper_CI t_writta_progress_eligible_pupils
        t_writta_progress_score avg_writta_progress_score avg_writta_progress_score_lower_CI
        avg_writta_progress_score_upper_CI t_mat_progress_eligible_pupils t_mat_progress_score avg_mat_progress_score
        avg_mat_progress_score_lower_CI avg_mat_progress_score_upper_CI
    """,
    (2022, "ks4_la"): """
        social_care_group version t_pupils t_att8 avg_att8 t_l2basics_95 pt_l2basics_95 t_l2basics_94 pt_l2basics_94
        t_ebacc_e_ptq_ee pt_ebacc_e_ptq_ee t_ebaccaps avg_ebaccaps t_inp8calc t_p8score avg_p8score p8score_CI_low
        p8score_CI_upp
    """,
    (2022, "permanent_exclusions_and_suspensions_la"): """
        social_care_group t_pupils t_perm_excl pt_perm_excl t_one_plus_sus pt_one_plus_sus
    """,
    (2022, "school_type_la"): """
        social_care_group t_pupils t_primary t_secondary t_special t_pru
    """,
    (2022, "sen_la"): """
        social_care_group t_pupils t_no_identified_SEN t_all_SEN t_SEN_support t_statement_or_EHC_plan t_ASD t_HI
        t_MLD t_MSI t_NSA t_OTH t_PD t_PMLD t_SEMH t_SLCN t_SLD t_SPLD t_VI pt_no_identified_SEN pt_all_SEN
        pt_SEN_support pt_statement_or_EHC_plan pt_ASD pt_HI pt_MLD pt_MSI pt_NSA pt_OTH pt_PD pt_PMLD pt_SEMH
        pt_SLCN pt_SLD pt_SPLD pt_VI
    """,
    (2025, "absence_la"): """
        absence_terms social_care_group phase_type_grouping t_pupils t_sess_possible t_sess_overall pt_overall
        t_sess_authorised pt_sess_authorised t_sess_unauthorised pt_sess_unauthorised t_pupils_pa_10_exact
        pt_pupils_pa_10_exact t_pupils_pa_50_exact pt_pupils_pa_50_exact
    """,
    (2025, "ks2_la"): """
        social_care_group version t_read_eligible_pupils t_read_met_expected_standard pt_read_met_expected_standard
        t_writta_eligible_pupils t_writta_met_expected_standard pt_writta_met_expected_standard t_mat_eligible_pupils
        t_mat_met_expected_standard pt_mat_met_expected_standard t_rwm_eligible_pupils t_rwm_met_expected_standard
        pt_rwm_met_expected_standard t_gps_eligible_pupils t_gps_met_expected_standard pt_gps_met_expected_standard
        t_scita_eligible_pupils t_scita_met_expected_standard pt_scita_met_expected_standard
        t_read_progress_eligible_pupils t_read_progress_score avg_read_progress_score
        avg_read_progress_score_lower_CI avg_read_progress_score_upper_CI t_writta_progress_eligible_pupils
        t_writta_progress_score avg_writta_progress_score avg_writta_progress_score_lower_CI
        avg_writta_progress_score_upper_CI t_mat_progress_eligible_pupils t_mat_progress_score avg_mat_progress_score
        avg_mat_progress_score_lower_CI avg_mat_progress_score_upper_CI
    """,
    (2025, "ks4_la"): """
        social_care_group version t_pupils t_att8 avg_att8 t_l2basics_95 pt_l2basics_95 t_l2basics_94 pt_l2basics_94
        t_ebacc_e_ptq_ee pt_ebacc_e_ptq_ee t_ebaccaps avg_ebaccaps t_inp8calc t_p8score avg_p8score p8score_CI_low
        p8score_CI_upp
    """,
}
LABELS = {
    (2022, "absence_six_half_terms_la", "school_type"): [
        "Total",
        "State-funded secondary",
        "State-funded primary",
        "Special",
        "Pupil referral unit",
    ],
    (2022, "absence_six_half_terms_la", "social_care_group"): GROUPS,
    (2022, "absence_six_half_terms_la", "year_breakdown"): ["Six half terms"],
    (2022, "fsm_la", "social_care_group"): ["CINO at 31 March", "CPPO at 31 March"],
    (2022, "ks2_la", "social_care_group"): GROUPS,
    (2022, "ks4_la", "social_care_group"): GROUPS,
    (2022, "permanent_exclusions_and_suspensions_la", "social_care_group"): GROUPS,
    (2022, "school_type_la", "social_care_group"): GROUPS,
    (2022, "sen_la", "social_care_group"): GROUPS,
    (2025, "absence_la", "absence_terms"): ["six half terms"],
    (2025, "absence_la", "phase_type_grouping"): [
        "Total",
        "State-funded secondary",
        "State-funded primary",
        "State-funded alternative provision school",
        "Special",
    ],
    (2025, "absence_la", "social_care_group"): GROUPS,
    (2025, "ks2_la", "social_care_group"): GROUPS,
    (2025, "ks4_la", "social_care_group"): GROUPS,
}


def data_set(edition: int, name: str) -> DataSet:
    return next(one for one in RELEASE.data_sets_in(edition) if one.file_name.at(edition) == name)


@pytest.mark.parametrize(("edition", "name"), COLUMNS)
def test_columns_are_those_of_the_file(edition: int, name: str) -> None:
    one = data_set(edition, name)
    version = [one.version.column] if one.version is not None else []
    filters = [each.item_column.at(edition) for each in one.filters]
    columns = [*filters, *version, *(each.column.at(edition) for each in one.indicators_in(edition))]
    assert columns == COLUMNS[edition, name].split()


@pytest.mark.parametrize(("edition", "name", "column"), LABELS)
def test_labels_are_those_of_the_file_in_its_order(edition: int, name: str, column: str) -> None:
    one = data_set(edition, name)
    each = next(each for each in one.filters if each.item_column.at(edition) == column)
    labels = [label.text for sets in each.label_sets for label in RELEASE.labels_of(sets, edition)]
    assert labels == LABELS[edition, name, column]


@pytest.mark.parametrize(
    ("name", "edition", "year", "text"),
    [
        ("ks2_la", 2025, 2025, "Revised"),
        ("ks2_la", 2025, 2024, "Final"),
        ("ks2_la", 2025, 2021, "Final"),
        ("ks4_la", 2025, 2021, "Revised"),
        ("ks4_la", 2025, 2022, "Final"),
        ("ks2_la", 2022, 2021, "Revised"),
        ("ks4_la", 2022, 2019, "Revised"),
    ],
)
def test_versions_are_those_of_the_file(name: str, edition: int, year: int, text: str) -> None:
    version = data_set(edition, name).version
    assert version is not None and version.text(year, edition, edition) == text


def test_years_are_the_newest_first_and_exclusions_a_year_behind() -> None:
    years = [2021, 2022, 2023, 2024, 2025]
    assert RELEASE.newest_first and RELEASE.time_identifier == "Academic year"
    assert data_set(2025, "permanent_exclusions_and_suspensions_la").years_of(2025, years) == years[:-1]
    assert data_set(2025, "absence_la").years_of(2025, years) == years
    assert [RELEASE.first_year_shown(edition) for edition in (2022, 2025)] == [2017, 2019]


def test_each_edition_has_seven_files() -> None:
    assert [len(RELEASE.data_sets_in(edition)) for edition in (2022, 2025)] == [7, 7]
