-- Whether a care leaver's accommodation is suitable (digit 1); nobody judges a place abroad or one that is not known,
-- and homelessness and custody are not suitable whatever the digit.
suitability_of_accommodation(accommodation) AS
    CASE
        WHEN substr(accommodation, 1, 1) IN ('G', 'H', 'R') THEN 'suitability_not_applicable'
        WHEN substr(accommodation, 1, 1) IN ('S', 'X') THEN 'not_suitable'
        WHEN substr(accommodation, 2, 1) = '1' THEN 'suitable'
        WHEN substr(accommodation, 2, 1) = '2' THEN 'not_suitable'
        ELSE 'suitability_not_known'
    END
