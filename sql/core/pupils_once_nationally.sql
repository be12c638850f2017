-- One row per academic year and social care group: its pupils as the sums of authorities have them, and in England once.
-- grain: collection_year, social_care_group
-- source: DfE, Outcomes for children in need, including children looked after, methodology: a child of two authorities counts in both,
--   nationally once; that published figures of England are the sums of authorities: measured on the files of 2022 and 2025
-- counted: Pupils of authorities, each once for every authority. Once nationally, in the highest group that any authority has the pupil
--   in: looked after for 12 months, for less, on a child protection plan, in need.
-- not counted: Children of whom no pupil was found, who may be of two authorities without being known as one.
WITH highest AS (
    SELECT collection_year, pupil_number, min(place_of_social_care_group(social_care_group)) AS place
    FROM core.pupils_in_care_or_need
    GROUP BY collection_year, pupil_number
)

SELECT
    pupil.collection_year,
    pupil.social_care_group,
    count(*) AS in_sums_of_authorities,
    count(DISTINCT CASE WHEN place_of_social_care_group(pupil.social_care_group) = highest.place THEN pupil.pupil_number END)
        AS once_nationally
FROM core.pupils_in_care_or_need AS pupil
INNER JOIN highest ON highest.collection_year = pupil.collection_year AND highest.pupil_number = pupil.pupil_number
GROUP BY pupil.collection_year, pupil.social_care_group
