-- One row per authority and item that was voluntary in some year of the aggregate form, where the authority gave it.
-- grain: collection_year, la_code, aggregate_item
-- source: DfE, focus group of July 2014 on the children's social work workforce collection: items and their status by year
-- counted: Every authority once for each item of which it gave any figure.
-- not counted: Items that were asked of every authority from the beginning.
SELECT DISTINCT collection_year, la_code, item AS aggregate_item
FROM core.aggregate_figures
WHERE
    item NOT IN ('social_workers', 'vacancies', 'starters', 'leavers', 'sickness_absence', 'agency_workers')
