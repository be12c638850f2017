-- An episode beside where its postcodes lie and what Ofsted's list says of its number; unknown without a directory.
-- record: episodes
-- is_home_known: this.home_postcode
-- is_placement_known: this.placement_postcode
-- is_outside_england: this.placement_postcode
-- is_in_own_area: this.placement_postcode
-- miles: this.home_postcode this.placement_postcode
-- is_asylum_seeking: uasc
-- is_listed: this.placement_urn
-- is_missing_from_list: this.placement_urn this.placement this.placement_provider this.episode_started_on this.episode_ceased_on
-- fits_placement: this.placement_urn this.placement
-- fits_provider: this.placement_urn this.placement_provider
-- is_of_own_authority: this.placement_urn
-- fits_postcode: this.placement_urn this.placement_postcode
-- fits_area: this.placement_urn this.placement_postcode
-- closed_on: this.placement_urn
WITH asylum_seeking AS (
    SELECT DISTINCT collection_year, la_code, child_id
    FROM raw.checked_uasc
),
lying AS (
    SELECT
        episodes.file_id,
        episodes.line,
        bool_or(areas.la_code = episodes.la_code) AS is_in_own_area,
        bool_or(contains(urns.la_codes, ' ' || areas.la_code || ' ')) AS is_in_listed_area
    FROM raw.checked_episodes AS episodes
    JOIN raw.looked_up_places AS places ON places.postcode = episodes.placement_postcode AND places.is_known
    LEFT JOIN raw.looked_up_areas AS areas
        ON areas.lad_code = places.lad_code AND areas.collection_year = episodes.collection_year
    LEFT JOIN raw.looked_up_urns AS urns
        ON urns.collection_year = episodes.collection_year AND urns.urn = upper(episodes.placement_urn)
    GROUP BY episodes.file_id, episodes.line
)
SELECT
    episodes.*,
    home.is_known AS is_home_known,
    placed.is_known AS is_placement_known,
    placed.is_known AND placed.lad_code NOT LIKE 'E%' AS is_outside_england,
    CASE WHEN placed.is_known THEN coalesce(lying.is_in_own_area, FALSE) END AS is_in_own_area,
    sqrt(
        CAST(home.easting - placed.easting AS DOUBLE) * (home.easting - placed.easting)
        + CAST(home.northing - placed.northing AS DOUBLE) * (home.northing - placed.northing)
    ) / 1609.344 AS miles,
    asylum_seeking.child_id IS NOT NULL AS is_asylum_seeking,
    urns.urn IS NOT NULL AS is_listed,
    coalesce(
        episodes.placement_urn IS NOT NULL
        AND upper(episodes.placement_urn) <> 'XXXXXXX'
        AND urns.urn IS NULL
        AND lists.is_of_the_year
        AND contains(lists.covered, ' ' || episodes.placement || '-' || episodes.placement_provider || ' ')
        AND episodes.episode_started_on <= lists.latest_registered_on
        AND (lists.has_closed OR coalesce(episodes.episode_ceased_on > episodes.year_ended_on, TRUE)),
        FALSE
    ) AS is_missing_from_list,
    contains(urns.placements, ' ' || episodes.placement || ' ') AS fits_placement,
    contains(urns.providers, ' ' || episodes.placement_provider || ' ') AS fits_provider,
    contains(urns.la_codes, ' ' || episodes.la_code || ' ') AS is_of_own_authority,
    urns.postcodes = '  ' OR contains(urns.postcodes, ' ' || episodes.placement_postcode || ' ') AS fits_postcode,
    CASE WHEN placed.is_known THEN coalesce(lying.is_in_listed_area, FALSE) END AS fits_area,
    urns.closed_on
FROM raw.checked_episodes AS episodes
LEFT JOIN raw.looked_up_places AS home ON home.postcode = episodes.home_postcode
LEFT JOIN raw.looked_up_places AS placed ON placed.postcode = episodes.placement_postcode
LEFT JOIN lying ON lying.file_id = episodes.file_id AND lying.line = episodes.line
LEFT JOIN raw.looked_up_urns AS urns
    ON urns.collection_year = episodes.collection_year AND urns.urn = upper(episodes.placement_urn)
LEFT JOIN raw.looked_up_lists AS lists ON lists.collection_year = episodes.collection_year
LEFT JOIN asylum_seeking
    ON asylum_seeking.collection_year = episodes.collection_year
    AND asylum_seeking.la_code = episodes.la_code
    AND asylum_seeking.child_id = episodes.child_id
