-- How many different social workers a child had, in the groups that are published, from their number.
number_of_social_workers(workers) AS
    CASE
        WHEN workers = 1 THEN '1_social_worker'
        WHEN workers = 2 THEN '2_social_workers'
        WHEN workers >= 3 THEN '3_or_more_social_workers'
    END
