-- One row per child looked after who was missing, or who was away without authorisation, during the year.
-- grain: collection_year, la_code, child_id, kind_of_absence
-- source: DfE data guidance, Children looked after in England including adoptions 2023, table G1; more than once:
--   SFR41/2016, table LAG1
-- parts: by authority
-- counted: Children with any incident of the kind in the year, one carried over into it included. More than once: two
--   or more incidents that began in the year. On 31 March: an incident that had not ended, of a child still looked
--   after.
-- not counted: For more than once, an incident that began in an earlier year.
WITH in_a_file AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        kind_of_absence,
        file_id,
        min(line) AS line,
        count(CASE WHEN began_in_year THEN 1 END) AS incidents_begun,
        bool_or(goes_on_31_march) AS goes_on_31_march
    FROM core.incidents_of_absence
    GROUP BY collection_year, la_code, child_id, kind_of_absence, file_id
),

absent AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        kind_of_absence,
        min(file_id) AS file_id,
        min_by(line, file_id) AS line,
        sum(incidents_begun) AS incidents_begun,
        bool_or(goes_on_31_march) AS goes_on_31_march
    FROM in_a_file
    GROUP BY collection_year, la_code, child_id, kind_of_absence
)

SELECT
    absent.collection_year,
    absent.la_code,
    absent.child_id,
    absent.kind_of_absence,
    absent.file_id,
    absent.line,
    child.sex,
    child.ethnicity,
    CASE WHEN absent.incidents_begun >= 2 THEN 'more_than_once' ELSE 'not_more_than_once' END
        AS absent_more_than_once,
    CASE
        WHEN absent.goes_on_31_march AND looked_after.uasc = 'uasc' THEN 'absent_on_31_march_uasc'
        WHEN absent.goes_on_31_march AND looked_after.uasc = 'non_uasc' THEN 'absent_on_31_march_non_uasc'
        ELSE 'not_absent_on_31_march'
    END AS absent_on_31_march
FROM absent
INNER JOIN core.children AS child
    ON
        child.collection_year = absent.collection_year
        AND child.la_code = absent.la_code
        AND child.child_id = absent.child_id
LEFT JOIN core.looked_after_on_31_march AS looked_after
    ON
        looked_after.collection_year = absent.collection_year
        AND looked_after.la_code = absent.la_code
        AND looked_after.child_id = absent.child_id
