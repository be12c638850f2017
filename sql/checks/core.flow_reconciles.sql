-- what: An authority's children on 31 March are last year's plus those who started less those who ceased, within 2 per
--   cent of last year's or 5 children, whichever is more. They need not agree exactly: only a child's first start and
--   last ceasing of a year count, and a later return may amend what an earlier one said. A row is an authority and year
--   beyond that.
-- severity: warning
-- stage: core
WITH stock AS (
    SELECT collection_year, la_code, count(*) AS children
    FROM core.looked_after_on_31_march
    GROUP BY collection_year, la_code
),

started AS (
    SELECT collection_year, la_code, count(*) AS children
    FROM core.started_during_year
    GROUP BY collection_year, la_code
),

ceased AS (
    SELECT collection_year, la_code, count(*) AS children
    FROM core.ceased_during_year
    GROUP BY collection_year, la_code
),

flow AS (
    SELECT
        stock.collection_year,
        stock.la_code,
        last_year.children AS last_year,
        coalesce(started.children, 0) AS started,
        coalesce(ceased.children, 0) AS ceased,
        stock.children AS this_year
    FROM stock
    INNER JOIN stock AS last_year
        ON last_year.collection_year = stock.collection_year - 1 AND last_year.la_code = stock.la_code
    LEFT JOIN started ON started.collection_year = stock.collection_year AND started.la_code = stock.la_code
    LEFT JOIN ceased ON ceased.collection_year = stock.collection_year AND ceased.la_code = stock.la_code
)

SELECT
    collection_year,
    la_code,
    last_year,
    started,
    ceased,
    this_year,
    this_year - (last_year + started - ceased) AS difference
FROM flow
WHERE
    abs(this_year - (last_year + started - ceased)) > 5
    AND abs(this_year - (last_year + started - ceased)) * 50 > last_year
