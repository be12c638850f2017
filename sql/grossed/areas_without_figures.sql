-- One row per measure, collection year and region (or part of London) of which no figure is known: its estimated total.
-- grain: measure, collection_year, area_code
-- source: First Release decision: the method of 2016 to 2017 multiplies the known parts of an area, and here there are none
-- counted: The total of an area of which nothing is known is the sum of the estimates of its authorities; it is divided as
--   all who are known in England are.
SELECT
    headlines.measure,
    headlines.collection_year,
    headlines.area_code,
    'E92000001' AS made_from,
    headlines.estimate,
    policy.shows_areas_without_figures AS is_shown
FROM grossed.area_headlines AS headlines
CROSS JOIN grossed.policy AS policy
WHERE headlines.has_estimates AND headlines.known = 0 AND headlines.area_code <> 'E92000001'
ORDER BY headlines.measure, headlines.collection_year, headlines.area_code
