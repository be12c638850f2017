-- what: A count has one row for each measure, year, area and category; a row is one that has several.
-- severity: error
-- stage: grossed
SELECT measure, collection_year, area_code, breakdown_key
FROM grossed.cells
GROUP BY measure, collection_year, area_code, breakdown_key
HAVING count(*) > 1
