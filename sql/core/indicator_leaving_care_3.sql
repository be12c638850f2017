-- One row per care leaver considered for Leaving care 3: in suitable accommodation.
-- grain: indicator, collection_year, la_code, child_id, event
-- source: children in care and adoption performance tables (2012), Leaving care 3 by the label of DfE's Local Authority
--   Interactive Tool; ages 19 to 21: First Release decision
-- counted: Care leavers of 19 to 21 followed up around a birthday in the year, in touch or not; in the numerator those
--   in suitable accommodation.
-- not counted: Care leavers of 17 and 18; those who died since leaving care or returned home for six months or more.
WITH young AS (
    SELECT
        follow_up.collection_year,
        follow_up.la_code,
        follow_up.child_id,
        follow_up.is_in_totals AND follow_up.care_leaver_age >= '19' AS is_counted,
        follow_up.in_touch,
        follow_up.activity,
        follow_up.suitability,
        'age ' || follow_up.care_leaver_age || '; IN_TOUCH ' || coalesce(record.in_touch, 'not given')
        || '; ACTIV ' || coalesce(record.activity, 'not given')
        || '; ACCOM ' || coalesce(record.accommodation, 'not given') AS facts
    FROM core.care_leavers_followed_up AS follow_up
    INNER JOIN staged.oc3 AS record ON record.file_id = follow_up.file_id AND record.line = follow_up.line
    WHERE follow_up.care_leaver_age <= '21'
)

SELECT
    'leaving_care_3' AS indicator,
    young.collection_year,
    young.la_code,
    young.child_id,
    CAST(1 AS INTEGER) AS event,
    CAST(CASE WHEN young.is_counted AND young.suitability = 'suitable' THEN 1 ELSE 0 END AS BIGINT) AS numerator,
    CAST(CASE WHEN young.is_counted THEN 1 ELSE 0 END AS BIGINT) AS denominator,
    young.is_counted,
    CASE
        WHEN young.in_touch = 'died' THEN 'died since leaving care'
        WHEN young.in_touch = 'returned_home' THEN 'returned home for six months or more'
        WHEN NOT young.is_counted THEN 'aged 17 or 18'
        WHEN young.suitability = 'suitable' THEN 'in suitable accommodation'
        WHEN young.suitability <> 'not_suitable' THEN 'suitability not known or not judged'
        ELSE 'in accommodation that is not suitable'
    END AS reason,
    young.facts
FROM young
