-- One row per child looked after on 31 March with a social worker, and span of one or two years: how many there were.
-- grain: collection_year, la_code, child_id, span_in_years
-- source: DfE, Stability measures for children looked after 2024, methodology; that children without any worker are in no
--   total: First Release decision, after one authority's total of 2024
-- counted: Different people, not changes: a worker who comes back counts once.
-- not counted: Children of whom the return has no social worker in the span.
WITH counted AS (
    SELECT collection_year, la_code, child_id, span_in_years, count(DISTINCT social_worker) AS social_workers
    FROM core.social_worker_episodes_held
    GROUP BY collection_year, la_code, child_id, span_in_years
)

SELECT
    child.collection_year,
    child.la_code,
    child.child_id,
    child.span_in_years,
    child.file_id,
    child.line,
    child.sex,
    child.age_group,
    child.ethnicity,
    child.legal_status,
    child.placement_type,
    child.uasc,
    child.is_looked_after_12_months,
    number_of_social_workers(counted.social_workers) AS number_of_social_workers
FROM counted
INNER JOIN core.placements_held AS child
    ON
        child.collection_year = counted.collection_year
        AND child.la_code = counted.la_code
        AND child.child_id = counted.child_id
        AND child.span_in_years = counted.span_in_years
