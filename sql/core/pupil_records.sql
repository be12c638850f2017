-- One row per child looked after on 31 March and record of the child in the school censuses of three academic years.
-- grain: collection_year, la_code, child_id, file_id, line
-- source: DfE, Stability measures for children looked after 2024, methodology; method of the Stability Index 2019, former
--   unique pupil numbers; which years and which of two numbers: First Release decision
-- counted: Records with the unique pupil number that SSDA903 gives, with a number under which a record names that one as its
--   former, or with the former number that a record of that one names. They are of the academic year that ends after 31 March
--   and of the two before.
-- not counted: Children with a record that gives another date of birth; children without a number (UN1 to UN7).
WITH changed AS (
    SELECT DISTINCT unique_pupil_number, former_unique_pupil_number
    FROM staged.school_enrolments
    WHERE
        former_unique_pupil_number IS NOT NULL
        AND NOT starts_with(former_unique_pupil_number, 'UN')
        AND former_unique_pupil_number <> unique_pupil_number
),

cohort AS (
    SELECT looked_after.collection_year, looked_after.la_code, looked_after.child_id, child.unique_pupil_number, child.date_of_birth
    FROM core.looked_after_on_31_march AS looked_after
    INNER JOIN core.children AS child
        ON
            child.collection_year = looked_after.collection_year
            AND child.la_code = looked_after.la_code
            AND child.child_id = looked_after.child_id
    WHERE child.unique_pupil_number IS NOT NULL AND NOT starts_with(child.unique_pupil_number, 'UN')
),

numbers AS (
    SELECT collection_year, la_code, child_id, date_of_birth, unique_pupil_number AS found_by
    FROM cohort
    UNION
    SELECT cohort.collection_year, cohort.la_code, cohort.child_id, cohort.date_of_birth, changed.unique_pupil_number
    FROM cohort
    INNER JOIN changed ON changed.former_unique_pupil_number = cohort.unique_pupil_number
    UNION
    SELECT cohort.collection_year, cohort.la_code, cohort.child_id, cohort.date_of_birth, changed.former_unique_pupil_number
    FROM cohort
    INNER JOIN changed ON changed.unique_pupil_number = cohort.unique_pupil_number
),

found AS (
    SELECT
        numbers.collection_year,
        numbers.la_code,
        numbers.child_id,
        record.file_id,
        record.line,
        record.collection_year AS census_year,
        record.term,
        record.school_urn,
        record.enrolment_status,
        record.entered_on,
        record.census_on,
        CASE
            WHEN record.year_group = 'R' THEN 0
            WHEN regexp_matches(record.year_group, '^[0-9]+$') THEN CAST(record.year_group AS INTEGER)
        END AS year_group,
        record.sen_provision,
        record.primary_type_of_need,
        max(CASE WHEN record.date_of_birth <> numbers.date_of_birth THEN 1 ELSE 0 END) OVER (
            PARTITION BY numbers.collection_year, numbers.la_code, numbers.child_id
        ) AS differs
    FROM numbers
    INNER JOIN staged.school_enrolments AS record
        ON
            record.unique_pupil_number = numbers.found_by
            AND record.collection_year BETWEEN numbers.collection_year - 2 AND numbers.collection_year
)

SELECT
    found.collection_year,
    found.la_code,
    found.child_id,
    found.file_id,
    found.line,
    found.census_year,
    found.term,
    found.census_on,
    coalesce(school.institution, found.school_urn) AS institution,
    found.enrolment_status IN ('C', 'M') AS is_main,
    found.entered_on,
    found.year_group,
    school.last_year_group,
    coalesce(school.school_phase, 'school_phase_not_known') AS school_phase,
    found.sen_provision,
    found.primary_type_of_need
FROM found
LEFT JOIN core.institutions AS school ON school.school_urn = found.school_urn
WHERE found.differs = 0
