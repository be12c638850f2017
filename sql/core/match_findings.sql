-- One row per child whose match with a pupil is in doubt, and reason for doubt, by file and line.
-- grain: collection_year, la_code, return_name, child_id, finding
-- source: First Release decision
-- counted: Children of any age: several pupils found; the UPN of a pupil with another date of birth; the same pupil as another child of the
--   authority's same return, who counts once.
-- not counted: Children of whom no pupil was found: they need not be in a school.
WITH shared AS (
    SELECT
        collection_year,
        la_code,
        return_name,
        child_id,
        count(*) OVER (PARTITION BY collection_year, la_code, return_name, pupil_number) AS children
    FROM core.matched_children
    WHERE pupil_number IS NOT NULL
),

found AS (
    SELECT collection_year, la_code, return_name, child_id, 'several_pupils_found' AS finding
    FROM core.matched_children
    WHERE matched_by = 'several_pupils_found'
    UNION ALL
    SELECT collection_year, la_code, return_name, child_id, 'number_of_another_birth_date' AS finding
    FROM core.matched_children
    WHERE has_number_of_another_birth_date
    UNION ALL
    SELECT collection_year, la_code, return_name, child_id, 'same_pupil_as_another_child' AS finding
    FROM shared
    WHERE children > 1
)

SELECT found.collection_year, found.la_code, found.return_name, found.child_id, found.finding, child.file_id, child.line
FROM found
INNER JOIN core.matched_children AS child
    ON
        child.collection_year = found.collection_year
        AND child.la_code = found.la_code
        AND child.return_name = found.return_name
        AND child.child_id = found.child_id
