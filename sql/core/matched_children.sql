-- One row per child to match, with the pupil of the academic year who the child is, or why none is.
-- grain: collection_year, la_code, return_name, child_id
-- source: DfE, Outcomes for children in need, including children looked after, methodology; conflicts: First Release decision
-- counted: The first step that finds any pupil decides: where it finds one, the child is that pupil.
-- not counted: Nobody is matched by a step that finds several pupils, nor by a later one. Whether the child's UPN is that of a pupil with
--   another date of birth is told beside, also where another step finds the child.
WITH first_step AS (
    SELECT
        collection_year,
        la_code,
        return_name,
        child_id,
        step,
        count(*) AS pupils,
        min(pupil_number) AS pupil_number
    FROM core.pupils_found
    GROUP BY collection_year, la_code, return_name, child_id, step
    QUALIFY row_number() OVER (PARTITION BY collection_year, la_code, return_name, child_id ORDER BY step) = 1
),

other_births AS (
    SELECT DISTINCT child.collection_year, child.la_code, child.return_name, child.child_id
    FROM core.children_to_match AS child
    INNER JOIN core.pupil_identities AS pupil
        ON
            pupil.collection_year = child.collection_year
            AND pupil.unique_pupil_number = child.unique_pupil_number
            AND NOT pupil.is_former
            AND pupil.date_of_birth <> child.date_of_birth
)

SELECT
    child.collection_year,
    child.la_code,
    child.return_name,
    child.child_id,
    child.file_id,
    child.line,
    child.social_care_group,
    child.age_on_31_august,
    CASE WHEN first_step.pupils = 1 THEN first_step.pupil_number END AS pupil_number,
    CASE
        WHEN first_step.pupils IS NULL THEN 'no_pupil_found'
        WHEN first_step.pupils > 1 THEN 'several_pupils_found'
        ELSE
            CASE first_step.step
                WHEN 1 THEN 'upn_and_birth_date'
                WHEN 2 THEN 'former_upn_and_birth_date'
                WHEN 3 THEN 'name_birth_date_and_sex'
                WHEN 4 THEN 'surname_birth_date_and_postcode'
                WHEN 5 THEN 'upn_in_results_alone'
            END
    END AS matched_by,
    other_births.child_id IS NOT NULL AS has_number_of_another_birth_date
FROM core.children_to_match AS child
LEFT JOIN first_step
    ON
        first_step.collection_year = child.collection_year
        AND first_step.la_code = child.la_code
        AND first_step.return_name = child.return_name
        AND first_step.child_id = child.child_id
LEFT JOIN other_births
    ON
        other_births.collection_year = child.collection_year
        AND other_births.la_code = child.la_code
        AND other_births.return_name = child.return_name
        AND other_births.child_id = child.child_id
