-- what: A child counts for an indicator exactly when the denominator is 1, adds nothing otherwise, is in the numerator of
--   a percentage once at most, and has a reason; a row is a child (by indicator and authority) of whom that is not so.
-- severity: error
-- stage: core
SELECT indicator, collection_year, la_code, event, numerator, denominator, is_counted
FROM core.indicator_children
WHERE
    numerator IS NULL
    OR denominator IS NULL
    OR denominator NOT IN (0, 1)
    OR is_counted IS DISTINCT FROM (denominator = 1)
    OR numerator < 0
    OR (denominator = 0 AND numerator <> 0)
    OR (indicator NOT IN ('scorecard_a1', 'scorecard_a2', 'scorecard_a10') AND numerator > 1)
    OR coalesce(reason, '') = ''
    OR facts IS NULL
