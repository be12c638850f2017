-- One row per child whose placements, school moves and social workers are all known, and span of one or two years.
-- grain: collection_year, la_code, child_id, span_in_years
-- source: DfE, Stability measures for children looked after 2025; base: First Release decision
-- counted: Children in the measure of school moves who have a social worker in the span. High instability in all three is three
--   or more placements, a mid-year school move, and three or more social workers.
-- not counted: Children of whom one of the three is not known.
SELECT
    school.collection_year,
    school.la_code,
    school.child_id,
    school.span_in_years,
    school.file_id,
    school.line,
    school.sex,
    school.age_group,
    school.ethnicity,
    school.legal_status,
    school.placement_type,
    school.uasc,
    school.school_phase,
    school.sen_provision,
    school.primary_type_of_need,
    school.is_looked_after_12_months,
    CASE
        WHEN
            placed.number_of_placements_held IN (
                '3_placements', '4_placements', '5_placements', '6_placements', '7_or_more_placements'
            )
            AND school.mid_year_school_move <> 'no_mid_year_move'
            AND worker.number_of_social_workers = '3_or_more_social_workers'
            THEN 'high_in_all_three'
        ELSE 'not_high_in_all_three'
    END AS combined_stability
FROM core.school_stability AS school
INNER JOIN core.social_workers_held AS worker
    ON
        worker.collection_year = school.collection_year
        AND worker.la_code = school.la_code
        AND worker.child_id = school.child_id
        AND worker.span_in_years = school.span_in_years
INNER JOIN core.placements_held AS placed
    ON
        placed.collection_year = school.collection_year
        AND placed.la_code = school.la_code
        AND placed.child_id = school.child_id
        AND placed.span_in_years = school.span_in_years
