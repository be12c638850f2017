-- One row per authority and pupil in care or need on 31 March who has a main enrolment in the January school census.
-- grain: collection_year, la_code, pupil_number
-- source: DfE, Outcomes for children in need, including children looked after, methodology: school type and exclusions; that both are of
--   the same pupils was measured on the department's files (2,442 of 2,442 rows); several main enrolments: First Release decision
-- counted: Pupils of any age on roll in the spring census with a main enrolment (current or main), by the phase of the school in the
--   register: of several, the one that was entered last, and of two of one day the last record. Permanent exclusions and suspensions are
--   those of the same academic year, of fixed period and lunch time among suspensions; a pupil with several is one.
-- not counted: Subsidiary enrolments; pupils of alternative provision alone.
WITH main AS (
    SELECT
        record.collection_year,
        coalesce(number.pupil_number, record.unique_pupil_number) AS pupil_number,
        coalesce(school.school_phase, 'school_phase_not_known') AS school_phase,
        record.file_id,
        record.line
    FROM staged.school_enrolments AS record
    LEFT JOIN core.replaced_pupil_numbers AS number
        ON
            number.collection_year = record.collection_year
            AND number.unique_pupil_number = record.unique_pupil_number
    LEFT JOIN core.institutions AS school ON school.school_urn = record.school_urn
    WHERE record.term = 'SPR' AND record.is_on_roll AND record.enrolment_status IN ('C', 'M')
    QUALIFY
        row_number() OVER (
            PARTITION BY record.collection_year, coalesce(number.pupil_number, record.unique_pupil_number)
            ORDER BY record.entered_on DESC, record.file_id DESC, record.line DESC
        ) = 1
),

excluded AS (
    SELECT
        exclusion.collection_year,
        coalesce(number.pupil_number, exclusion.unique_pupil_number) AS pupil_number,
        bool_or(exclusion.category = 'PERM') AS is_permanently_excluded,
        bool_or(exclusion.category IN ('SUSP', 'FIXD', 'LNCH')) AS is_suspended
    FROM staged.exclusions AS exclusion
    LEFT JOIN core.replaced_pupil_numbers AS number
        ON
            number.collection_year = exclusion.collection_year
            AND number.unique_pupil_number = exclusion.unique_pupil_number
    GROUP BY exclusion.collection_year, coalesce(number.pupil_number, exclusion.unique_pupil_number)
)

SELECT
    child.collection_year,
    child.la_code,
    child.pupil_number,
    main.file_id,
    main.line,
    child.social_care_group,
    main.school_phase,
    CASE WHEN excluded.is_permanently_excluded THEN 'permanently_excluded' ELSE 'not_permanently_excluded' END
        AS permanent_exclusion,
    CASE WHEN excluded.is_suspended THEN 'suspended' ELSE 'not_suspended' END AS suspension
FROM core.pupils_in_care_or_need AS child
INNER JOIN main ON main.collection_year = child.collection_year AND main.pupil_number = child.pupil_number
LEFT JOIN excluded
    ON excluded.collection_year = child.collection_year AND excluded.pupil_number = child.pupil_number
