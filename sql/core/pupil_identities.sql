-- One row per academic year, unique pupil number by which a pupil of the year may be found, and description of the pupil under it.
-- grain: collection_year, unique_pupil_number, is_former, pupil_number, date_of_birth, surname, forename, sex, postcode
-- source: DfE, Outcomes for children in need, including children looked after, methodology (matching by UPN); numbers that
--   replace one another: First Release decision
-- counted: Records of the termly school census and of the alternative provision census. A former number finds the pupil who
--   has it as such; pupil_number is the number in use: where the census of the year has it as another pupil's former one,
--   that pupil's.
-- not counted: Pupils who are in no census of the year: absence, exclusions and results do not describe them.
WITH records AS (
    SELECT
        collection_year,
        unique_pupil_number,
        CASE
            WHEN NOT starts_with(former_unique_pupil_number, 'UN') THEN former_unique_pupil_number
        END AS former_unique_pupil_number,
        date_of_birth,
        surname,
        forename,
        sex_name(sex) AS sex,
        postcode
    FROM staged.school_enrolments
    WHERE NOT starts_with(unique_pupil_number, 'UN')
    UNION
    SELECT
        collection_year,
        unique_pupil_number,
        NULL AS former_unique_pupil_number,
        date_of_birth,
        NULL AS surname,
        NULL AS forename,
        'sex_not_known' AS sex,
        NULL AS postcode
    FROM staged.alternative_provision
    WHERE NOT starts_with(unique_pupil_number, 'UN')
),

numbered AS (
    SELECT
        record.collection_year,
        record.unique_pupil_number,
        record.former_unique_pupil_number,
        coalesce(number.pupil_number, record.unique_pupil_number) AS pupil_number,
        record.date_of_birth,
        record.surname,
        record.forename,
        record.sex,
        record.postcode
    FROM records AS record
    LEFT JOIN core.replaced_pupil_numbers AS number
        ON
            number.collection_year = record.collection_year
            AND number.unique_pupil_number = record.unique_pupil_number
)

SELECT DISTINCT
    collection_year,
    unique_pupil_number,
    FALSE AS is_former,
    pupil_number,
    date_of_birth,
    surname,
    forename,
    sex,
    postcode
FROM numbered
UNION ALL
SELECT DISTINCT
    collection_year,
    former_unique_pupil_number AS unique_pupil_number,
    TRUE AS is_former,
    pupil_number,
    date_of_birth,
    surname,
    forename,
    sex,
    postcode
FROM numbered
WHERE former_unique_pupil_number IS NOT NULL
