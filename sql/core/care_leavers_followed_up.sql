-- One row per young person followed up as a care leaver around a birthday in the year, with every breakdown.
-- grain: collection_year, la_code, child_id
-- source: DfE data guidance, Children looked after in England including adoptions 2023, care leavers aged 17 to 21 and
--   22 to 25; former asylum seekers and the last placement from earlier returns, those of authorities that it took
--   over from too (core.histories_of_children), codes that contradict one another: First Release decision
-- parts: by authority
-- counted: Young people in the OC3 file whose birthday in the year is one at which care leavers are followed up: 19 to
--   21 in 2014 and 2015, 17 to 21 from 2016, 17 to 25 from 2023. Activity and accommodation count when they are known,
--   also when only a third party told of them.
-- not counted: In the totals, those who died since leaving care and those who returned home for six months or more:
--   they are marked. Other ages, and young people whose date of birth is not known.
WITH followed_up AS (
    -- The last of several records is used: the reader keeps that one, and reports the others.
    SELECT
        collection_year,
        la_code,
        child_id,
        file_id,
        line,
        date_of_birth,
        contact_with_care_leaver(in_touch) AS contact,
        nullif(activity, '0') AS activity,
        nullif(accommodation, '0') AS accommodation
    FROM staged.oc3
    WHERE child_id IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY collection_year, la_code, child_id ORDER BY file_id DESC, line DESC) = 1
),

-- Young people who left care years ago may have no header any more: the latest known one tells.
header AS (
    SELECT
        young.collection_year,
        young.la_code,
        young.child_id,
        header.sex,
        header.date_of_birth,
        header.ethnicity
    FROM core.histories_of_children AS young
    INNER JOIN staged.header AS header
        ON
            header.la_code = young.returned_by
            AND header.child_id = young.child_id
            AND header.collection_year <= young.returned_until
    WHERE young.is_followed_up
    QUALIFY
        row_number() OVER (
            PARTITION BY young.collection_year, young.la_code, young.child_id
            ORDER BY header.collection_year DESC, header.file_id, header.line
        ) = 1
),

asylum_seeking AS (
    SELECT DISTINCT young.collection_year, young.la_code, young.child_id
    FROM core.histories_of_children AS young
    INNER JOIN staged.uasc AS uasc
        ON
            uasc.la_code = young.returned_by
            AND uasc.child_id = young.child_id
            AND uasc.collection_year <= young.returned_until
    WHERE young.is_followed_up
),

described AS (
    SELECT
        young.collection_year,
        young.la_code,
        young.child_id,
        young.file_id,
        young.line,
        young.contact,
        -- What is not known is told apart by why: who neither refuses nor needs nothing more is out of touch.
        CASE
            WHEN young.contact IN ('in_touch', 'refuses_contact', 'no_longer_requires_services') THEN young.contact
            ELSE 'not_in_touch'
        END AS why_not_known,
        young.activity,
        young.accommodation,
        coalesce(header.sex, 'sex_not_known') AS sex,
        coalesce(lower(header.ethnicity), 'ethnicity_not_known') AS ethnicity,
        coalesce(young.date_of_birth, header.date_of_birth) AS date_of_birth,
        uasc.child_id IS NOT NULL AS is_recorded_as_uasc,
        coalesce(care.placement_type, 'placement_not_known') AS placement_type,
        care.care_ceased_on
    FROM followed_up AS young
    LEFT JOIN header
        ON
            header.collection_year = young.collection_year
            AND header.la_code = young.la_code
            AND header.child_id = young.child_id
    LEFT JOIN asylum_seeking AS uasc
        ON
            uasc.collection_year = young.collection_year
            AND uasc.la_code = young.la_code
            AND uasc.child_id = young.child_id
    LEFT JOIN core.care_leavers_last_care AS care
        ON
            care.collection_year = young.collection_year
            AND care.la_code = young.la_code
            AND care.child_id = young.child_id
),

aged AS (
    SELECT
        collection_year,
        la_code,
        child_id,
        file_id,
        line,
        contact,
        why_not_known,
        activity,
        accommodation,
        sex,
        ethnicity,
        -- The birthday in the year is the last one before or on 31 March.
        completed_years(date_of_birth, year_ends_on(collection_year)) AS age,
        completed_years(date_of_birth, care_ceased_on) AS age_when_care_ceased,
        completed_years(date_of_birth, care_ceased_on - INTERVAL 1 DAY) AS age_the_day_before,
        is_recorded_as_uasc,
        placement_type
    FROM described
)

SELECT
    collection_year,
    la_code,
    child_id,
    file_id,
    line,
    CAST(age AS VARCHAR) AS care_leaver_age,
    contact NOT IN ('died', 'returned_home') AS is_in_totals,
    contact AS in_touch,
    coalesce(lower(activity), 'activity_not_known_' || why_not_known) AS activity,
    coalesce(accommodation_of_care_leaver(accommodation), 'accommodation_not_known_' || why_not_known) AS accommodation,
    suitability_of_accommodation(accommodation, collection_year) AS suitability,
    sex,
    ethnicity,
    placement_type,
    CASE WHEN is_recorded_as_uasc THEN 'formerly_uasc' ELSE 'not_formerly_uasc' END AS formerly_uasc,
    coalesce(
        age_when_care_ceased = 18
        AND age_the_day_before = 17
        AND placement_type IN ('u1', 'u2', 'u3', 'u4', 'u5', 'u6', 'q1', 'q2'),
        FALSE
    ) AS left_foster_care_on_18th_birthday,
    CASE
        WHEN substr(accommodation, 1, 1) = 'Z' THEN 'with_former_foster_carers'
        ELSE 'not_with_former_foster_carers'
    END AS staying_put
FROM aged
WHERE
    age BETWEEN 17 AND 25
    AND (collection_year >= 2016 OR age BETWEEN 19 AND 21)
    AND (collection_year >= 2023 OR age <= 21)
