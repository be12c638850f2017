-- One row per child to match, step of matching and pupil of the academic year that the step finds.
-- grain: collection_year, la_code, return_name, child_id, step, pupil_number
-- source: DfE, Outcomes for children in need, including children looked after, methodology (UPN as the key); the later steps and
--   their order: First Release decision
-- counted: Step 1, the child's UPN and date of birth in a census of the year. 2, the same by a former UPN, of the pupil or of the
--   child. 3, surname, forename, date of birth and sex. 4, surname, date of birth and postcode. 5, the child's UPN in absence,
--   exclusions or results, which have no dates of birth, of pupils who are in no census of the year.
-- not counted: A UPN whose pupil has another date of birth.
WITH without_census AS (
    SELECT collection_year, unique_pupil_number FROM staged.pupil_absences
    UNION
    SELECT collection_year, unique_pupil_number FROM staged.exclusions
    UNION
    SELECT collection_year, unique_pupil_number FROM staged.key_stage_2_results
    UNION
    SELECT collection_year, unique_pupil_number FROM staged.key_stage_4_results
),

found AS (
    SELECT child.collection_year, child.la_code, child.return_name, child.child_id, 1 AS step, pupil.pupil_number
    FROM core.children_to_match AS child
    INNER JOIN core.pupil_identities AS pupil
        ON
            pupil.collection_year = child.collection_year
            AND pupil.unique_pupil_number = child.unique_pupil_number
            AND pupil.date_of_birth = child.date_of_birth
    WHERE NOT pupil.is_former
    UNION
    SELECT child.collection_year, child.la_code, child.return_name, child.child_id, 2 AS step, pupil.pupil_number
    FROM core.children_to_match AS child
    INNER JOIN core.pupil_identities AS pupil
        ON
            pupil.collection_year = child.collection_year
            AND pupil.unique_pupil_number = child.unique_pupil_number
            AND pupil.date_of_birth = child.date_of_birth
    WHERE pupil.is_former
    UNION
    SELECT child.collection_year, child.la_code, child.return_name, child.child_id, 2 AS step, pupil.pupil_number
    FROM core.children_to_match AS child
    INNER JOIN core.pupil_identities AS pupil
        ON
            pupil.collection_year = child.collection_year
            AND pupil.unique_pupil_number = child.former_unique_pupil_number
            AND pupil.date_of_birth = child.date_of_birth
    UNION
    SELECT child.collection_year, child.la_code, child.return_name, child.child_id, 3 AS step, pupil.pupil_number
    FROM core.children_to_match AS child
    INNER JOIN core.pupil_identities AS pupil
        ON
            pupil.collection_year = child.collection_year
            AND pupil.date_of_birth = child.date_of_birth
            AND pupil.surname = child.surname
            AND pupil.forename = child.forename
            AND pupil.sex = child.sex
    UNION
    SELECT child.collection_year, child.la_code, child.return_name, child.child_id, 4 AS step, pupil.pupil_number
    FROM core.children_to_match AS child
    INNER JOIN core.pupil_identities AS pupil
        ON
            pupil.collection_year = child.collection_year
            AND pupil.date_of_birth = child.date_of_birth
            AND pupil.surname = child.surname
            AND pupil.postcode = child.postcode
    UNION
    SELECT child.collection_year, child.la_code, child.return_name, child.child_id, 5 AS step, result.unique_pupil_number AS pupil_number
    FROM core.children_to_match AS child
    INNER JOIN without_census AS result
        ON
            result.collection_year = child.collection_year
            AND result.unique_pupil_number = child.unique_pupil_number
    LEFT JOIN core.pupil_identities AS pupil
        ON
            pupil.collection_year = child.collection_year
            AND pupil.unique_pupil_number = child.unique_pupil_number
    WHERE pupil.unique_pupil_number IS NULL
)

SELECT collection_year, la_code, return_name, child_id, step, pupil_number
FROM found
