-- One row per child looked after by an authority on 31 March, with every breakdown the child is cut by.
-- grain: collection_year, la_code, child_id
-- source: DfE data guidance, Children looked after in England including adoptions 2023, tables A1 and A2
-- parts: by authority
-- counted: Children with an episode of care open at the end of 31 March. Category of need is that at the start of the
--   period of care; all else is as on 31 March. A child looked after by two authorities counts in both.
-- not counted: Children whose care ceased on 31 March; children looked after only under an agreed series of short-term
--   placements (V3, V4).
WITH open_episode AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        file_id,
        line,
        period_number,
        legal_status,
        placement,
        placement_provider,
        home_postcode,
        placement_postcode
    FROM core.episodes
    WHERE
        NOT is_short_term_series
        AND episode_started_on <= year_ends_on(collection_year)
        AND coalesce(episode_ceased_on > year_ends_on(collection_year), TRUE)
    -- Two open episodes are an overlap that the reader reports; the latest begun is taken to be the present one.
    QUALIFY
        row_number() OVER (
            PARTITION BY collection_year, la_code, child_id ORDER BY episode_started_on DESC, line DESC, file_id DESC
        ) = 1
),

placements_in_year AS (
    SELECT collection_year, la_code, child_id, count(*) AS placements
    FROM core.placements
    WHERE
        started_on <= year_ends_on(collection_year)
        AND coalesce(ceased_on > year_begins_on(collection_year), TRUE)
    GROUP BY collection_year, la_code, child_id
),

described AS (
    SELECT
        episode.collection_year,
        episode.la_code,
        episode.child_id,
        episode.file_id,
        episode.line,
        episode.period_number,
        period.started_on AS period_started_on,
        child.sex,
        child.ethnicity,
        completed_years(child.date_of_birth, year_ends_on(episode.collection_year)) AS age,
        child.is_mother,
        child.is_recorded_as_uasc
        AND coalesce(child.uasc_status_ceased_on > year_ends_on(episode.collection_year), TRUE) AS is_uasc,
        period.category_of_need,
        coalesce(lower(episode.legal_status), 'legal_status_not_known') AS legal_status,
        coalesce(lower(episode.placement), 'placement_not_known') AS placement,
        CASE
            WHEN episode.placement = 'P1' THEN 'pr0'
            ELSE coalesce(lower(episode.placement_provider), 'placement_provider_not_reported')
        END AS placement_provider,
        location.distance,
        location.locality,
        location.la_of_placement,
        -- Only temporary moves in the year leave a child without any: the place kept open is one.
        coalesce(in_year.placements, 1) AS placements
    FROM open_episode AS episode
    INNER JOIN core.children AS child
        ON
            child.collection_year = episode.collection_year
            AND child.la_code = episode.la_code
            AND child.child_id = episode.child_id
    INNER JOIN core.periods_of_care AS period
        ON
            period.collection_year = episode.collection_year
            AND period.la_code = episode.la_code
            AND period.child_id = episode.child_id
            AND NOT period.is_short_term_series
            AND period.period_number = episode.period_number
    INNER JOIN core.placement_locations AS location
        ON
            location.collection_year = episode.collection_year
            AND location.la_code = episode.la_code
            AND location.home_postcode IS NOT DISTINCT FROM episode.home_postcode
            AND location.placement_postcode IS NOT DISTINCT FROM episode.placement_postcode
    LEFT JOIN placements_in_year AS in_year
        ON
            in_year.collection_year = episode.collection_year
            AND in_year.la_code = episode.la_code
            AND in_year.child_id = episode.child_id
)

SELECT
    collection_year,
    la_code,
    child_id,
    file_id,
    line,
    period_number,
    period_started_on,
    age,
    la_of_placement,
    sex,
    age_group(age) AS age_group,
    CASE WHEN age < 16 THEN 'under_16' WHEN age >= 16 THEN '16_and_over' ELSE 'age_not_known' END AS age_under_16,
    category_of_need,
    ethnicity,
    legal_status,
    placement AS placement_code,
    placement || '_' || locality AS placement,
    placement_provider,
    locality,
    distance || '_' || locality AS distance_and_locality,
    CASE WHEN is_uasc THEN 'uasc' ELSE 'non_uasc' END AS uasc,
    CASE
        WHEN sex = 'female' AND age >= 12 AND is_mother THEN 'mother_12_and_over'
        WHEN sex = 'female' AND age >= 12 THEN 'female_12_and_over_not_mother'
        ELSE 'not_female_12_and_over'
    END AS motherhood,
    CASE
        WHEN placements = 1 THEN '1_placement'
        WHEN placements = 2 THEN '2_placements'
        ELSE '3_or_more_placements'
    END AS number_of_placements
FROM described
