-- One row per attainment indicator that is declared to come from pupil data, year and authority whose results are known.
-- grain: what, collection_year, la_code
-- source: reference.attainment_of_pupils, which says for each indicator which results stand for it, and since when
-- counted: Pupils looked after for 12 months on 31 March, as matched for the release of outcomes: those eligible in the subject at key
--   stage 2, or all at the end of key stage 4; in the numerator those who met the standard. An authority without any such pupil has 0.
-- not counted: Authorities without an SSDA903 return; years of which no results were sent, or whose results are not published.
WITH answers AS (
    SELECT
        collection_year,
        la_code,
        'key_stage_2' AS results,
        subject AS standard,
        count(*) FILTER (WHERE expected_standard = 'met_expected_standard') AS numerator,
        count(*) AS denominator
    FROM core.key_stage_2_of_pupils
    WHERE social_care_group = 'cla_12_months'
    GROUP BY collection_year, la_code, subject
    UNION ALL
    SELECT
        pupil.collection_year,
        pupil.la_code,
        'key_stage_4' AS results,
        standards.standard,
        count(*) FILTER (
            WHERE CASE standards.standard
                WHEN 'grade_5_or_above' THEN pupil.english_and_mathematics = 'grade_5_or_above'
                WHEN 'grade_4_or_above' THEN pupil.english_and_mathematics IN ('grade_4_in_one_at_least', 'grade_5_or_above')
                ELSE pupil.english_baccalaureate = standards.standard
            END
        ) AS numerator,
        count(*) AS denominator
    FROM core.key_stage_4_of_pupils AS pupil
    CROSS JOIN (
        SELECT unnest(['grade_4_or_above', 'grade_5_or_above', 'entered_english_baccalaureate']) AS standard
    ) AS standards
    WHERE pupil.social_care_group = 'cla_12_months'
    GROUP BY pupil.collection_year, pupil.la_code, standards.standard
)

SELECT
    declared.indicator AS what,
    units.collection_year,
    units.la_code,
    coalesce(answers.numerator, 0) AS numerator,
    coalesce(answers.denominator, 0) AS denominator
FROM reference.attainment_of_pupils AS declared
INNER JOIN reference.reporting_units AS units
    ON units.collection_year BETWEEN declared.first_year AND coalesce(declared.last_year, 9999)
INNER JOIN raw.coverage AS looked_after
    ON
        looked_after."return" = 'ssda903'
        AND looked_after.collection_year = units.collection_year
        AND looked_after.la_code = units.la_code
        AND looked_after.status = 'supplied'
LEFT JOIN core.results_not_known AS unknown
    ON
        unknown.what = declared.results || '_of_looked_after'
        AND unknown.collection_year = units.collection_year
        AND unknown.la_code = units.la_code
LEFT JOIN answers
    ON
        answers.results = declared.results
        AND answers.standard = declared.standard
        AND answers.collection_year = units.collection_year
        AND answers.la_code = units.la_code
WHERE unknown.what IS NULL
