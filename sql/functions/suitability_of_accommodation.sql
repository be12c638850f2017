-- Whether a care leaver's accommodation is suitable (digit 1); nobody judges a place abroad or one that is not known,
-- and homelessness, and from 2015 custody, is not suitable whatever the digit.
suitability_of_accommodation(accommodation, collection_year) AS
    CASE
        WHEN substr(accommodation, 1, 1) IN ('G', 'H', 'R') THEN 'suitability_not_applicable'
        WHEN substr(accommodation, 1, 1) = 'S' THEN 'not_suitable'
        WHEN substr(accommodation, 1, 1) = 'X' AND collection_year >= 2015 THEN 'not_suitable'
        WHEN substr(accommodation, 2, 1) = '1' THEN 'suitable'
        WHEN substr(accommodation, 2, 1) = '2' THEN 'not_suitable'
        ELSE 'suitability_not_known'
    END
