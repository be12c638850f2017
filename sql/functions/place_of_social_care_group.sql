-- The place of a group of children in care or need: whoever is in two of them counts in that of the lower place.
place_of_social_care_group(social_care_group) AS
    CASE social_care_group
        WHEN 'cla_12_months' THEN 1 WHEN 'cla_under_12_months' THEN 2 WHEN 'cppo' THEN 3 WHEN 'cino' THEN 4
    END
