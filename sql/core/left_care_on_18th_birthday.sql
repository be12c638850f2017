-- One row per authority's staying put return that can be used: its young people who left care on their 18th birthday.
-- grain: collection_year, la_code
-- source: the staying put return of 2014 and 2015; OC3 replaced it from 2016
-- parts: by authority
-- counted: Young people who left care on their 18th birthday, and those of them who remained with former foster carers.
-- not counted: Returns with a figure that cannot be used; they are not supplied.
SELECT
    collection_year,
    la_code,
    file_id,
    line,
    left_care_on_18th_birthday AS young_people,
    remaining_with_carers
FROM staged.staying_put
