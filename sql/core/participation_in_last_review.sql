-- One row per child looked after on 31 March: how the child took part in the last review of the year.
-- grain: collection_year, la_code, child_id
-- source: DfE focus group minutes of July 2014, table A8 on the method of participation in reviews; that the last
--   review of a child looked after on 31 March is meant: First Release decision
-- parts: by authority
-- counted: Every child looked after on 31 March, by the method of the latest review between 1 April and 31 March.
-- not counted: Earlier reviews of the year; reviews of children no longer looked after on 31 March.
WITH last_review AS (
    SELECT collection_year, la_code, child_id, participation_method
    FROM staged.reviews
    WHERE reviewed_on BETWEEN year_begins_on(collection_year) AND year_ends_on(collection_year)
    QUALIFY
        row_number() OVER (
            PARTITION BY collection_year, la_code, child_id ORDER BY reviewed_on DESC, file_id DESC, line DESC
        ) = 1
)

SELECT
    child.collection_year,
    child.la_code,
    child.child_id,
    child.file_id,
    child.line,
    CASE
        WHEN review.child_id IS NULL THEN 'not_reviewed_in_year'
        ELSE coalesce(lower(review.participation_method), 'participation_method_not_known')
    END AS participation_method
FROM core.looked_after_on_31_march AS child
LEFT JOIN last_review AS review
    ON
        review.collection_year = child.collection_year
        AND review.la_code = child.la_code
        AND review.child_id = child.child_id
