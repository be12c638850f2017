-- One row per year, span of one or two years, measure of the Stability Index and group of children: England's figures under the index's names.
-- grain: collection_year, span_in_years, measure, children_with
-- source: Children's Commissioner, Stability Index 2019, technical report: high instability is two changes or more; counts to the nearest 10
-- counted: Children of whom the measure is known, in England and by flag of complex needs: how many had one change or more, and two or
--   more. Numbers are to the nearest 10, ties up, below 10 as <10; percentages of the unrounded numbers to the nearest whole, ties up.
-- not counted: Children of whom the measure is not known; groups of fewer than 10 children; two years where the return of the first of
--   them is not there.
WITH flagged AS (
    SELECT collection_year, span_in_years, placement_changes, social_worker_changes, 'all_children' AS children_with
    FROM core.stability_index_children
    UNION ALL
    SELECT collection_year, span_in_years, placement_changes, social_worker_changes, 'residential_or_secure_first_placement' AS children_with
    FROM core.stability_index_children
    WHERE is_first_placed_in_residential_or_secure
    UNION ALL
    SELECT collection_year, span_in_years, placement_changes, social_worker_changes, 'criminal_justice_or_police_legal_status' AS children_with
    FROM core.stability_index_children
    WHERE is_under_criminal_justice_or_police
    UNION ALL
    SELECT collection_year, span_in_years, placement_changes, social_worker_changes, 'teenage_entrant' AS children_with
    FROM core.stability_index_children
    WHERE is_teenage_entrant
    UNION ALL
    SELECT collection_year, span_in_years, placement_changes, social_worker_changes, 'statement_or_ehc_plan' AS children_with
    FROM core.stability_index_children
    WHERE has_statement_or_plan
    UNION ALL
    SELECT collection_year, span_in_years, placement_changes, social_worker_changes, 'semh' AS children_with
    FROM core.stability_index_children
    WHERE has_semh
    UNION ALL
    SELECT collection_year, span_in_years, placement_changes, social_worker_changes, 'asd_or_severe_learning_difficulty' AS children_with
    FROM core.stability_index_children
    WHERE has_asd_or_severe_learning_difficulty
    UNION ALL
    SELECT collection_year, span_in_years, placement_changes, social_worker_changes, 'alternative_provision' AS children_with
    FROM core.stability_index_children
    WHERE is_in_alternative_provision
),

grouped AS (
    SELECT collection_year, span_in_years, 'placement_changes' AS measure, placement_changes AS changes, children_with
    FROM flagged
    UNION ALL
    SELECT collection_year, span_in_years, 'social_worker_changes' AS measure, social_worker_changes AS changes, children_with
    FROM flagged
    WHERE social_worker_changes IS NOT NULL
),

counted AS (
    SELECT
        collection_year,
        span_in_years,
        measure,
        children_with,
        count(*) AS children,
        count(*) FILTER (WHERE changes >= 1) AS with_a_change,
        count(*) FILTER (WHERE changes >= 2) AS with_high_instability
    FROM grouped
    GROUP BY collection_year, span_in_years, measure, children_with
)

SELECT
    collection_year,
    span_in_years,
    measure,
    children_with,
    (children + 5) // 10 * 10 AS children,
    CASE WHEN with_a_change < 10 THEN '<10' ELSE CAST((with_a_change + 5) // 10 * 10 AS VARCHAR) END AS with_a_change,
    (200 * with_a_change + children) // (2 * children) AS percentage_with_a_change,
    CASE WHEN with_high_instability < 10 THEN '<10' ELSE CAST((with_high_instability + 5) // 10 * 10 AS VARCHAR) END
        AS with_high_instability,
    (200 * with_high_instability + children) // (2 * children) AS percentage_with_high_instability
FROM counted
WHERE
    children >= 10
    AND (span_in_years = 1 OR collection_year > (SELECT min(collection_year) FROM core.stability_index_children))
