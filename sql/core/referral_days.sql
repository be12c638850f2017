-- One row per child and day on which the child was referred to an authority, in the return of a year.
-- grain: collection_year, la_code, child_id, referred_on
-- source: DfE children in need statistics, tables C1 and C5; several records of one day: First Release decision
-- counted: Every day on which a child was referred, whenever it was; of several records of one day the source is that
--   of the first. No further action: none of the day's records led to any. Assessed and not in need: none led to more
--   than an assessment, and a case was closed after it (RC8, and RC9 from 2023).
-- not counted: The second record of one child and day.
WITH described AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        file_id,
        line,
        referred_on,
        coalesce(source_of_referral, 'source_of_referral_not_known') AS source_of_referral,
        min(
            CASE
                WHEN is_no_further_action THEN 3
                WHEN is_closed_after_assessment AND has_assessment AND NOT has_other_activity THEN 2
                ELSE 1
            END
        ) OVER (PARTITION BY collection_year, la_code, child_id, referred_on) AS went_furthest,
        row_number() OVER (
            PARTITION BY collection_year, la_code, child_id, referred_on
            ORDER BY file_id, child_number, referral_number
        ) AS place
    FROM core.cin_records
)

SELECT
    collection_year,
    la_code,
    child_id,
    file_id,
    line,
    referred_on,
    source_of_referral,
    CASE went_furthest
        WHEN 3 THEN 'no_further_action'
        WHEN 2 THEN 'assessed_not_in_need'
        ELSE 'further_action'
    END AS outcome_of_referral
FROM described
WHERE place = 1
