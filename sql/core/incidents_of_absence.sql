-- One row per incident of a child looked after who was missing or away from placement without authorisation.
-- grain: file_id, line
-- source: DfE data guidance, Children looked after in England including adoptions 2023, table G1; incidents carried
--   over: SFR34/2015, table LAG1; duration of an incident that goes on and the placement left: First Release decision
-- parts: by authority
-- counted: Every incident open for some time between 1 April and 31 March, those carried over from before and those
--   still going on included, of children looked after during the year. Days run from the start to the end, or to 31
--   March. Age and placement are those of the day it began.
-- not counted: Incidents that ended before 1 April; children looked after only under an agreed series of short-term
--   placements; records that say neither missing nor away or not since when.
WITH incidents AS (
    SELECT
        record.collection_year,
        record.la_code,
        record.child_id,
        record.file_id,
        record.line,
        record.date_of_birth,
        CASE record.missing_status WHEN 'M' THEN 'missing' ELSE 'away' END AS kind_of_absence,
        record.missing_from,
        CASE
            WHEN record.missing_until <= year_ends_on(record.collection_year) THEN record.missing_until
        END AS missing_until
    FROM staged.missing AS record
    INNER JOIN core.looked_after_during_year AS child
        ON
            child.collection_year = record.collection_year
            AND child.la_code = record.la_code
            AND child.child_id = record.child_id
    WHERE
        record.missing_status IN ('M', 'A')
        AND record.missing_from <= year_ends_on(record.collection_year)
        AND coalesce(record.missing_until >= year_begins_on(record.collection_year), TRUE)
        AND coalesce(record.missing_until >= record.missing_from, TRUE)
),

-- The episode of that day; for a child who went missing on the day that care ended, the one that ended.
left_placement AS (
    SELECT
        incident.file_id,
        incident.line,
        episode.collection_year,
        episode.la_code,
        episode.placement,
        episode.home_postcode,
        episode.placement_postcode,
        episode.returned_in
    FROM incidents AS incident
    INNER JOIN core.episodes AS episode
        ON
            episode.collection_year = incident.collection_year
            AND episode.la_code = incident.la_code
            AND episode.child_id = incident.child_id
            AND NOT episode.is_short_term_series
            AND episode.episode_started_on <= incident.missing_from
            AND coalesce(episode.episode_ceased_on >= incident.missing_from, TRUE)
    QUALIFY
        row_number() OVER (
            PARTITION BY incident.file_id, incident.line
            ORDER BY
                CASE WHEN episode.episode_ceased_on = incident.missing_from THEN 2 ELSE 1 END,
                episode.episode_started_on DESC,
                episode.returned_in DESC,
                episode.line DESC
        ) = 1
)

SELECT
    incident.collection_year,
    incident.la_code,
    incident.child_id,
    incident.file_id,
    incident.line,
    incident.kind_of_absence,
    incident.missing_from >= year_begins_on(incident.collection_year) AS began_in_year,
    incident.missing_until IS NULL AS goes_on_31_march,
    date_diff(
        'day', incident.missing_from, coalesce(incident.missing_until, year_ends_on(incident.collection_year))
    ) AS days,
    duration_of_incident(
        date_diff(
            'day', incident.missing_from, coalesce(incident.missing_until, year_ends_on(incident.collection_year))
        )
    ) AS duration_of_incident,
    age_group(completed_years(coalesce(child.date_of_birth, incident.date_of_birth), incident.missing_from))
        AS age_group,
    coalesce(lower(placed.placement), 'placement_not_known') AS placement_missing_from,
    coalesce(location.locality, 'locality_not_known') AS locality
FROM incidents AS incident
INNER JOIN core.children AS child
    ON
        child.collection_year = incident.collection_year
        AND child.la_code = incident.la_code
        AND child.child_id = incident.child_id
LEFT JOIN left_placement AS placed ON placed.file_id = incident.file_id AND placed.line = incident.line
LEFT JOIN core.placement_locations AS location
    ON
        placed.returned_in = placed.collection_year
        AND location.collection_year = placed.collection_year
        AND location.la_code = placed.la_code
        AND location.home_postcode IS NOT DISTINCT FROM placed.home_postcode
        AND location.placement_postcode IS NOT DISTINCT FROM placed.placement_postcode
