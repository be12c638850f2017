-- One row per authority and pupil in care or need on 31 March aged 5 to 15 who has sessions in the academic year.
-- grain: collection_year, la_code, pupil_number
-- source: DfE, Outcomes for children in need, including children looked after, methodology: absence over six half terms, persistent
--   absence since 2015/16; pupils without sessions and the phase of those who changed school: First Release decision
-- counted: Pupils aged 5 to 15 on 31 August at the start of the year; sessions of all their main enrolments (current or main) together.
--   Persistently absent who missed 10 per cent or more of the own possible sessions, severely 50 per cent or more. The phase
--   is that in which the pupil had most possible sessions.
-- not counted: Subsidiary enrolments; pupils without a possible session.
WITH enrolments AS (
    SELECT
        absence.collection_year,
        coalesce(number.pupil_number, absence.unique_pupil_number) AS pupil_number,
        CASE
            WHEN contains(lower(absence.school_phase), 'special') THEN 'special_school'
            WHEN contains(lower(absence.school_phase), 'alternative') OR contains(lower(absence.school_phase), 'pupil referral')
                THEN 'alternative_provision'
            WHEN contains(lower(absence.school_phase), 'primary') THEN 'primary'
            WHEN contains(lower(absence.school_phase), 'secondary') THEN 'secondary'
            ELSE 'school_phase_not_known'
        END AS school_phase,
        absence.sessions_possible,
        coalesce(absence.sessions_authorised, 0) AS sessions_authorised,
        coalesce(absence.sessions_unauthorised, 0) AS sessions_unauthorised,
        absence.file_id,
        absence.line
    FROM staged.pupil_absences AS absence
    LEFT JOIN core.replaced_pupil_numbers AS number
        ON
            number.collection_year = absence.collection_year
            AND number.unique_pupil_number = absence.unique_pupil_number
    WHERE absence.enrolment_status IN ('C', 'M')
),

-- Summed over the enrolments of a phase first, so that two schools of one phase are not outweighed by a longer time at one.
phases AS (
    SELECT
        collection_year,
        pupil_number,
        school_phase,
        sum(sessions_possible) AS sessions_possible,
        sum(sessions_authorised) AS sessions_authorised,
        sum(sessions_unauthorised) AS sessions_unauthorised,
        min(file_id) AS file_id,
        min(line) AS line
    FROM enrolments
    GROUP BY collection_year, pupil_number, school_phase
),

pupils AS (
    SELECT
        collection_year,
        pupil_number,
        school_phase,
        sum(sessions_possible) OVER (PARTITION BY collection_year, pupil_number) AS sessions_possible,
        sum(sessions_authorised) OVER (PARTITION BY collection_year, pupil_number) AS sessions_authorised,
        sum(sessions_unauthorised) OVER (PARTITION BY collection_year, pupil_number) AS sessions_unauthorised,
        file_id,
        line
    FROM phases
    QUALIFY
        row_number() OVER (
            PARTITION BY collection_year, pupil_number ORDER BY phases.sessions_possible DESC, school_phase
        ) = 1
)

SELECT
    child.collection_year,
    child.la_code,
    child.pupil_number,
    pupils.file_id,
    pupils.line,
    child.social_care_group,
    pupils.school_phase,
    pupils.sessions_possible,
    pupils.sessions_authorised,
    pupils.sessions_unauthorised,
    CASE
        WHEN 2 * (pupils.sessions_authorised + pupils.sessions_unauthorised) >= pupils.sessions_possible THEN 'severely_absent'
        WHEN 10 * (pupils.sessions_authorised + pupils.sessions_unauthorised) >= pupils.sessions_possible
            THEN 'persistently_absent_not_severely'
        ELSE 'not_persistently_absent'
    END AS persistent_absence
FROM core.pupils_in_care_or_need AS child
INNER JOIN pupils ON pupils.collection_year = child.collection_year AND pupils.pupil_number = child.pupil_number
WHERE child.age_on_31_august BETWEEN 5 AND 15 AND pupils.sessions_possible > 0
