-- One row per year, span of one or two years, measure of the Stability Index and group of children: England's figures under the index's names.
-- grain: collection_year, span_in_years, measure, children_with
-- source: Children's Commissioner, Stability Index 2019, technical report: high instability is two changes or more; counts to the nearest 10
-- counted: Children of whom the measure is known, in England and by flag of complex needs: how many had one change or more, and two or
--   more. Numbers are to the nearest 10, ties up, below 10 as <10; percentages of the unrounded numbers to the nearest whole, ties up.
-- not counted: Children of whom the measure is not known; groups of fewer than 10 children; two years where the return of the first of
--   them is not there.
WITH flagged AS (
    SELECT
        child.collection_year,
        child.span_in_years,
        child.placement_changes,
        child.social_worker_changes,
        flags.children_with
    FROM core.stability_index_children AS child
    CROSS JOIN (
        SELECT
            unnest([
                'all_children', 'residential_or_secure_first_placement', 'criminal_justice_or_police_legal_status', 'teenage_entrant',
                'statement_or_ehc_plan', 'semh', 'asd_or_severe_learning_difficulty', 'alternative_provision'
            ]) AS children_with
    ) AS flags
    WHERE
        CASE flags.children_with
            WHEN 'residential_or_secure_first_placement' THEN child.is_first_placed_in_residential_or_secure
            WHEN 'criminal_justice_or_police_legal_status' THEN child.is_under_criminal_justice_or_police
            WHEN 'teenage_entrant' THEN child.is_teenage_entrant
            WHEN 'statement_or_ehc_plan' THEN child.has_statement_or_plan
            WHEN 'semh' THEN child.has_semh
            WHEN 'asd_or_severe_learning_difficulty' THEN child.has_asd_or_severe_learning_difficulty
            WHEN 'alternative_provision' THEN child.is_in_alternative_provision
            ELSE TRUE
        END
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
