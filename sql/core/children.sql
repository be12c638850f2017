-- One row per child with an episode in the authority's return of the year: what does not change with the episode.
-- grain: collection_year, la_code, child_id
-- source: DfE specification of the SSDA903 return, Header and UASC; two headers that disagree: First Release decision
-- parts: by authority
-- counted: Every child with an episode in the return of the year; what a missing header would tell is not known.
-- not counted: Headers of children without an episode.
WITH with_an_episode AS (
    SELECT DISTINCT collection_year, la_code, child_id
    FROM staged.episodes
    WHERE child_id IS NOT NULL
),

-- The last of several headers is used: the reader keeps that one, and reports the others.
header AS (
    SELECT collection_year, la_code, child_id, sex, date_of_birth, ethnicity, unique_pupil_number, is_mother
    FROM staged.header
    QUALIFY row_number() OVER (PARTITION BY collection_year, la_code, child_id ORDER BY file_id DESC, line DESC) = 1
),

-- A status that has not ceased in one record has not ceased.
asylum_seeking AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        CASE WHEN count(*) = count(uasc_status_ceased_on) THEN max(uasc_status_ceased_on) END AS uasc_status_ceased_on
    FROM staged.uasc
    GROUP BY collection_year, la_code, child_id
)

SELECT
    child.collection_year,
    child.la_code,
    child.child_id,
    coalesce(header.sex, 'sex_not_known') AS sex,
    header.date_of_birth,
    header.unique_pupil_number,
    coalesce(lower(header.ethnicity), 'ethnicity_not_known') AS ethnicity,
    coalesce(header.is_mother, FALSE) AS is_mother,
    uasc.child_id IS NOT NULL AS is_recorded_as_uasc,
    uasc.uasc_status_ceased_on
FROM with_an_episode AS child
LEFT JOIN header
    ON
        header.collection_year = child.collection_year
        AND header.la_code = child.la_code
        AND header.child_id = child.child_id
LEFT JOIN asylum_seeking AS uasc
    ON
        uasc.collection_year = child.collection_year
        AND uasc.la_code = child.la_code
        AND uasc.child_id = child.child_id
