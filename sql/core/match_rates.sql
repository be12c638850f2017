-- One row per authority and social care group: how many children of school age were matched with a pupil, and how.
-- grain: collection_year, la_code, social_care_group
-- source: First Release decision: the department's match rates were not found, but that 90 to 99 per cent had a UPN in 2014
-- counted: Children aged 5 to 15 on 31 August before, by the step that found them, and the percentage matched, rounded half up to one
--   decimal. Children whose pupil another child of the authority is too, and those of another authority as well, are told beside.
-- not counted: Children of other ages, and those without a date of birth.
WITH of_authorities AS (
    SELECT collection_year, pupil_number, count(DISTINCT la_code) AS authorities
    FROM core.matched_children
    WHERE pupil_number IS NOT NULL
    GROUP BY collection_year, pupil_number
),

of_authority AS (
    SELECT collection_year, la_code, pupil_number, count(*) AS children
    FROM core.matched_children
    WHERE pupil_number IS NOT NULL
    GROUP BY collection_year, la_code, pupil_number
)

SELECT
    child.collection_year,
    child.la_code,
    child.social_care_group,
    count(*) AS children,
    count(child.pupil_number) AS matched,
    CAST((2000 * count(child.pupil_number) + count(*)) // (2 * count(*)) AS INTEGER) / 10 AS percentage_matched,
    count(*) FILTER (WHERE child.matched_by = 'upn_and_birth_date') AS by_upn_and_birth_date,
    count(*) FILTER (WHERE child.matched_by = 'former_upn_and_birth_date') AS by_former_upn_and_birth_date,
    count(*) FILTER (WHERE child.matched_by = 'name_birth_date_and_sex') AS by_name_birth_date_and_sex,
    count(*) FILTER (WHERE child.matched_by = 'surname_birth_date_and_postcode') AS by_surname_birth_date_and_postcode,
    count(*) FILTER (WHERE child.matched_by = 'upn_in_results_alone') AS by_upn_in_results_alone,
    count(*) FILTER (WHERE child.matched_by = 'no_pupil_found') AS no_pupil_found,
    count(*) FILTER (WHERE child.matched_by = 'several_pupils_found') AS several_pupils_found,
    count(*) FILTER (WHERE child.has_number_of_another_birth_date) AS with_number_of_another_birth_date,
    count(*) FILTER (WHERE of_authority.children > 1) AS same_pupil_as_another_child,
    count(*) FILTER (WHERE of_authorities.authorities > 1) AS of_another_authority_too
FROM core.matched_children AS child
LEFT JOIN of_authority
    ON
        of_authority.collection_year = child.collection_year
        AND of_authority.la_code = child.la_code
        AND of_authority.pupil_number = child.pupil_number
LEFT JOIN of_authorities
    ON of_authorities.collection_year = child.collection_year AND of_authorities.pupil_number = child.pupil_number
WHERE child.age_on_31_august BETWEEN 5 AND 15
GROUP BY child.collection_year, child.la_code, child.social_care_group
