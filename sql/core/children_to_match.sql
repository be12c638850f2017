-- One row per child looked after, on a child protection plan or in need on 31 March, and return that tells of it, with what it can be found by.
-- grain: collection_year, la_code, return_name, child_id
-- source: DfE, Outcomes for children in need, including children looked after, methodology (groups and hierarchy); what the returns
--   do not have: First Release decision
-- counted: Children looked after on 31 March, for 12 months or not (SSDA903); of others, children with a child protection plan open on 31
--   March, and children in need (census). Names and postcodes come from the list of children to match, where the authority sent
--   one: from its row with the child's identifier and date of birth.
-- not counted: Children of the census whom the authority's SSDA903 return has as looked after, under the same identifier and date
--   of birth. Children only in an agreed series of short-term placements are not looked after here.
WITH looked_after AS (
    SELECT
        child.collection_year,
        child.la_code,
        'ssda903' AS return_name,
        looked_after.child_id,
        looked_after.file_id,
        looked_after.line,
        CASE WHEN whole_year.child_id IS NULL THEN 'cla_under_12_months' ELSE 'cla_12_months' END AS social_care_group,
        child.unique_pupil_number,
        CAST(NULL AS VARCHAR) AS former_unique_pupil_number,
        child.date_of_birth,
        child.sex
    FROM core.looked_after_on_31_march AS looked_after
    INNER JOIN core.children AS child
        ON
            child.collection_year = looked_after.collection_year
            AND child.la_code = looked_after.la_code
            AND child.child_id = looked_after.child_id
    LEFT JOIN core.looked_after_12_months_on_31_march AS whole_year
        ON
            whole_year.collection_year = looked_after.collection_year
            AND whole_year.la_code = looked_after.la_code
            AND whole_year.child_id = looked_after.child_id
),

-- A child on a plan is one also where no open episode of need is told.
in_need AS (
    SELECT collection_year, la_code, child_id, file_id, child_number, 'cino' AS social_care_group
    FROM core.children_in_need_on_31_march
    UNION ALL
    SELECT collection_year, la_code, child_id, file_id, child_number, 'cppo' AS social_care_group
    FROM core.child_protection_plans
    WHERE ended_on IS NULL
),

of_census AS (
    SELECT
        in_need.collection_year,
        in_need.la_code,
        'cin' AS return_name,
        in_need.child_id,
        in_need.file_id,
        child.line,
        in_need.social_care_group,
        child.unique_pupil_number,
        child.former_unique_pupil_number,
        child.date_of_birth,
        sex_name(child.sex) AS sex
    FROM in_need
    INNER JOIN staged.cin_children AS child
        ON child.file_id = in_need.file_id AND child.child_number = in_need.child_number
    LEFT JOIN looked_after
        ON
            looked_after.collection_year = in_need.collection_year
            AND looked_after.la_code = in_need.la_code
            AND looked_after.child_id = in_need.child_id
            AND looked_after.date_of_birth = child.date_of_birth
    WHERE looked_after.child_id IS NULL
    QUALIFY
        row_number() OVER (
            PARTITION BY in_need.collection_year, in_need.la_code, in_need.child_id
            ORDER BY in_need.social_care_group DESC, in_need.file_id, in_need.child_number
        ) = 1
),

every AS (
    SELECT
        collection_year,
        la_code,
        return_name,
        child_id,
        file_id,
        line,
        social_care_group,
        unique_pupil_number,
        former_unique_pupil_number,
        date_of_birth,
        sex
    FROM looked_after
    UNION ALL
    SELECT
        collection_year,
        la_code,
        return_name,
        child_id,
        file_id,
        line,
        social_care_group,
        unique_pupil_number,
        former_unique_pupil_number,
        date_of_birth,
        sex
    FROM of_census
),

named AS (
    SELECT
        collection_year,
        of_la_code AS la_code,
        'ssda903' AS return_name,
        child_looked_after_id AS child_id,
        date_of_birth,
        surname,
        forename,
        postcode,
        file_id,
        line
    FROM staged.children_to_match
    WHERE child_looked_after_id IS NOT NULL
    UNION ALL
    SELECT
        collection_year,
        of_la_code AS la_code,
        'cin' AS return_name,
        child_in_need_id AS child_id,
        date_of_birth,
        surname,
        forename,
        postcode,
        file_id,
        line
    FROM staged.children_to_match
    WHERE child_in_need_id IS NOT NULL
),

named_once AS (
    SELECT collection_year, la_code, return_name, child_id, date_of_birth, surname, forename, postcode
    FROM named
    QUALIFY
        row_number() OVER (
            PARTITION BY collection_year, la_code, return_name, child_id, date_of_birth ORDER BY file_id DESC, line DESC
        ) = 1
)

SELECT
    every.collection_year,
    every.la_code,
    every.return_name,
    every.child_id,
    every.file_id,
    every.line,
    every.social_care_group,
    CASE WHEN NOT starts_with(every.unique_pupil_number, 'UN') THEN every.unique_pupil_number END AS unique_pupil_number,
    CASE
        WHEN NOT starts_with(every.former_unique_pupil_number, 'UN') THEN every.former_unique_pupil_number
    END AS former_unique_pupil_number,
    every.date_of_birth,
    completed_years(every.date_of_birth, make_date(every.collection_year - 1, 8, 31)) AS age_on_31_august,
    every.sex,
    named.surname,
    named.forename,
    named.postcode
FROM every
LEFT JOIN named_once AS named
    ON
        named.collection_year = every.collection_year
        AND named.la_code = every.la_code
        AND named.return_name = every.return_name
        AND named.child_id = every.child_id
        AND named.date_of_birth = every.date_of_birth
