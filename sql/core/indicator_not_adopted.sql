-- One row per child whom a reader may look for among those adopted in the year and who is not: why not.
-- grain: collection_year, la_code, child_id
-- source: First Release decision, for the lists of children behind Adoption 3 and the scorecard indicators
-- counted: Children with an adoption record (AD1) in the return of the year, and children with an end of care by
--   adoption in it, whose last end of care in the year is another or none.
-- not counted: Children with neither.
WITH recorded AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        'adoption record (AD1) of a child whose care did not cease by adoption in the year' AS reason,
        'DATE_MATCH ' || coalesce(CAST(matched_on AS VARCHAR), 'not given') AS facts,
        2 AS rank_of_reason
    FROM staged.ad1
    WHERE child_id IS NOT NULL
    UNION ALL
    SELECT collection_year, la_code, child_id, 'adopted, then looked after again in the same year', facts, 1
    FROM core.indicator_end_of_care
    WHERE reason_episode_ceased IN ('e11', 'e12')
)

SELECT recorded.collection_year, recorded.la_code, recorded.child_id, recorded.reason, recorded.facts
FROM recorded
WHERE
    NOT EXISTS (
        SELECT 1
        FROM core.adopted_during_year AS child
        WHERE
            child.collection_year = recorded.collection_year
            AND child.la_code = recorded.la_code
            AND child.child_id = recorded.child_id
    )
QUALIFY
    row_number() OVER (
        PARTITION BY recorded.collection_year, recorded.la_code, recorded.child_id
        ORDER BY recorded.rank_of_reason, recorded.facts
    ) = 1
