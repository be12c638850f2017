-- One row per authority and pupil whom it looks after, has on a child protection plan or in need on 31 March.
-- grain: collection_year, la_code, pupil_number
-- source: DfE, Outcomes for children in need, including children looked after, methodology: who is in two groups counts in the
--   higher, who is of two authorities in both
-- counted: Pupils whom matching found. Of several children of an authority who are one pupil, the highest group: looked after for 12
--   months, looked after for less, on a child protection plan, in need; the age is that of the child whose group it is.
-- not counted: Children of whom no pupil was found, or several.
SELECT collection_year, la_code, pupil_number, social_care_group, age_on_31_august, file_id, line
FROM core.matched_children
WHERE pupil_number IS NOT NULL
QUALIFY
    row_number() OVER (
        PARTITION BY collection_year, la_code, pupil_number
        ORDER BY place_of_social_care_group(social_care_group), matched_by, child_id
    ) = 1
