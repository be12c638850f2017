-- One row per child looked after on 31 March by any authority and placed within the area of the authority named here.
-- grain: collection_year, la_code, responsible_la_code, child_id
-- source: DfE data guidance, Children looked after in England including adoptions 2023, data set of net gain
--   by local authority of placement; merged authorities: First Release decision
-- counted: Children looked after on 31 March, by the authority in whose area their placement's postcode lies: its own
--   children and those of other authorities.
-- not counted: Children whose placement's full postcode is not known, and placements outside England.
SELECT
    collection_year,
    la_of_placement AS la_code,
    la_code AS responsible_la_code,
    child_id,
    file_id,
    line,
    CASE
        WHEN la_of_placement = la_code THEN 'own_children_placed_internally'
        ELSE 'other_children_placed_within'
    END AS la_of_placement
FROM core.looked_after_on_31_march
WHERE la_of_placement IS NOT NULL
