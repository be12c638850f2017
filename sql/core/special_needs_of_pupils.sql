-- One row per authority and pupil in care or need on 31 March who is in the January census of schools or of alternative provision.
-- grain: collection_year, la_code, pupil_number
-- source: DfE, Outcomes for children in need, including children looked after, methodology: SEN and free school meals, the highest
--   provision of each pupil; which need and eligibility of several records: First Release decision
-- counted: Pupils on roll in the spring census, whatever the enrolment, or in the alternative provision census, of any age. Provision, need and
--   eligibility are those of the record with the highest provision: a plan or statement, support, none, not known. Behaviour,
--   emotional and social difficulties are social, emotional and mental health; Down syndrome is another difficulty.
-- not counted: Pupils of the autumn and summer censuses alone.
WITH records AS (
    SELECT
        collection_year,
        unique_pupil_number,
        sen_provision,
        primary_type_of_need,
        is_eligible_for_free_meals,
        enrolment_status,
        file_id,
        line
    FROM staged.school_enrolments
    WHERE term = 'SPR' AND is_on_roll
    UNION ALL
    SELECT
        collection_year,
        unique_pupil_number,
        sen_provision,
        primary_type_of_need,
        is_eligible_for_free_meals,
        'alternative provision' AS enrolment_status,
        file_id,
        line
    FROM staged.alternative_provision
),

ranked AS (
    SELECT
        record.collection_year,
        coalesce(number.pupil_number, record.unique_pupil_number) AS pupil_number,
        CASE
            WHEN record.sen_provision IN ('E', 'S') THEN 'ehc_plan'
            WHEN record.sen_provision IN ('K', 'A', 'P') THEN 'sen_support'
            WHEN record.sen_provision = 'N' THEN 'no_sen'
            ELSE 'sen_not_known'
        END AS special_educational_need,
        CASE
            WHEN record.sen_provision = 'N' OR record.sen_provision IS NULL THEN 'no_type_of_need'
            WHEN record.primary_type_of_need = 'BESD' THEN 'semh'
            WHEN record.primary_type_of_need = 'DS' THEN 'oth'
            ELSE coalesce(lower(record.primary_type_of_need), 'type_of_need_not_given')
        END AS primary_type_of_need,
        coalesce(record.is_eligible_for_free_meals, FALSE) AS is_eligible_for_free_meals,
        record.enrolment_status,
        record.file_id,
        record.line
    FROM records AS record
    LEFT JOIN core.replaced_pupil_numbers AS number
        ON
            number.collection_year = record.collection_year
            AND number.unique_pupil_number = record.unique_pupil_number
)

SELECT
    child.collection_year,
    child.la_code,
    child.pupil_number,
    ranked.file_id,
    ranked.line,
    child.social_care_group,
    ranked.special_educational_need,
    ranked.primary_type_of_need,
    CASE WHEN ranked.is_eligible_for_free_meals THEN 'eligible_for_free_meals' ELSE 'not_eligible_for_free_meals' END
        AS free_school_meals
FROM core.pupils_in_care_or_need AS child
INNER JOIN ranked ON ranked.collection_year = child.collection_year AND ranked.pupil_number = child.pupil_number
QUALIFY
    row_number() OVER (
        PARTITION BY child.collection_year, child.la_code, child.pupil_number
        ORDER BY
            CASE ranked.special_educational_need WHEN 'ehc_plan' THEN 1 WHEN 'sen_support' THEN 2 WHEN 'no_sen' THEN 3 ELSE 4 END,
            CASE WHEN ranked.enrolment_status IN ('C', 'M') THEN 0 ELSE 1 END,
            ranked.file_id,
            ranked.line
    ) = 1
