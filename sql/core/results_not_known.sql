-- One row per kind of result and group, year and authority that has no figures of it, with the reason.
-- grain: what, collection_year, la_code
-- source: breaks of the department's files of 2022 and 2025 (reference.results_not_published); what was not sent: First Release
--   decision
-- counted: Every authority of a year of which no record of the results was sent, or whose results are not published. In need, also an
--   authority whose SSDA903 return was not supplied: children looked after could not be told from others in need.
-- not counted: Authorities that did not send the return of the group itself.
WITH sent AS (
    SELECT DISTINCT collection_year, 'january_census' AS results FROM staged.school_enrolments WHERE term = 'SPR'
    UNION ALL
    SELECT DISTINCT collection_year, 'absence' AS results FROM staged.pupil_absences
    UNION ALL
    SELECT DISTINCT collection_year, 'exclusions' AS results FROM staged.exclusions
    UNION ALL
    SELECT DISTINCT collection_year, 'key_stage_2' AS results FROM staged.key_stage_2_results
    UNION ALL
    SELECT DISTINCT collection_year, 'key_stage_4' AS results FROM staged.key_stage_4_results
),

kinds AS (
    SELECT 'january_census' AS results, 'january_census' AS sent_as, 'January school census' AS in_words
    UNION ALL
    SELECT 'absence' AS results, 'absence' AS sent_as, 'absence of pupils' AS in_words
    UNION ALL
    SELECT 'exclusions' AS results, 'exclusions' AS sent_as, 'exclusions of pupils' AS in_words
    UNION ALL
    SELECT 'exclusions' AS results, 'january_census' AS sent_as, 'January school census' AS in_words
    UNION ALL
    SELECT 'key_stage_2' AS results, 'key_stage_2' AS sent_as, 'results of key stage 2' AS in_words
    UNION ALL
    SELECT 'key_stage_2_progress' AS results, 'key_stage_2' AS sent_as, 'results of key stage 2' AS in_words
    UNION ALL
    SELECT 'key_stage_4' AS results, 'key_stage_4' AS sent_as, 'results of key stage 4' AS in_words
    UNION ALL
    SELECT 'progress_8' AS results, 'key_stage_4' AS sent_as, 'results of key stage 4' AS in_words
    UNION ALL
    SELECT 'english_baccalaureate_points' AS results, 'key_stage_4' AS sent_as, 'results of key stage 4' AS in_words
),

lacking AS (
    SELECT units.collection_year, units.la_code, kinds.results, 'no ' || kinds.in_words AS reason
    FROM reference.reporting_units AS units
    CROSS JOIN kinds
    LEFT JOIN sent ON sent.collection_year = units.collection_year AND sent.results = kinds.sent_as
    WHERE sent.results IS NULL
    UNION ALL
    SELECT units.collection_year, units.la_code, broken.results, broken.reason
    FROM reference.reporting_units AS units
    INNER JOIN reference.results_not_published AS broken
        ON units.collection_year BETWEEN broken.first_year AND broken.last_year
),

of_groups AS (
    SELECT collection_year, la_code, results || '_of_looked_after' AS what, reason
    FROM lacking
    UNION ALL
    SELECT collection_year, la_code, results || '_of_children_in_need' AS what, reason
    FROM lacking
    UNION ALL
    SELECT
        units.collection_year,
        units.la_code,
        kinds.results || '_of_children_in_need' AS what,
        'no SSDA903 return, which tells who is looked after' AS reason
    FROM reference.reporting_units AS units
    CROSS JOIN (SELECT DISTINCT results FROM kinds) AS kinds
    LEFT JOIN raw.coverage AS looked_after
        ON
            looked_after."return" = 'ssda903'
            AND looked_after.collection_year = units.collection_year
            AND looked_after.la_code = units.la_code
            AND looked_after.status = 'supplied'
    WHERE looked_after.la_code IS NULL
)

SELECT what, collection_year, la_code, string_agg(DISTINCT reason, '; ' ORDER BY reason) AS reason
FROM of_groups
GROUP BY what, collection_year, la_code
