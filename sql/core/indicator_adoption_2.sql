-- One row per end of care considered for Adoption 2: left care under a special guardianship order.
-- grain: indicator, collection_year, la_code, child_id, event
-- source: children in care and adoption performance tables (2012), Adoption 2; as in tables D1 to D4
-- counted: Children who ceased to be looked after in the year, each at the last end of the year; in the numerator
--   those for whom a special guardianship order was made (E43 and E44 until 2018, E45 to E48 since).
-- not counted: Earlier ends in the same year; care of under 24 hours; agreed series of short-term placements.
SELECT
    'adoption_2' AS indicator,
    care.collection_year,
    care.la_code,
    care.child_id,
    care.event,
    CAST(CASE WHEN care.is_last_of_year AND numerator.child_id IS NOT NULL THEN 1 ELSE 0 END AS BIGINT) AS numerator,
    CAST(CASE WHEN care.is_last_of_year THEN 1 ELSE 0 END AS BIGINT) AS denominator,
    care.is_last_of_year AS is_counted,
    CASE
        WHEN NOT care.is_last_of_year THEN care.why_not
        WHEN numerator.child_id IS NOT NULL THEN 'special guardianship order (E43 to E48)'
        WHEN care.reason_episode_ceased = 'reason_episode_ceased_not_known' THEN 'reason for ceasing not known'
        ELSE 'ceased for another reason'
    END AS reason,
    care.facts
FROM core.indicator_end_of_care AS care
LEFT JOIN core.special_guardianship_during_year AS numerator
    ON
        numerator.collection_year = care.collection_year
        AND numerator.la_code = care.la_code
        AND numerator.child_id = care.child_id
