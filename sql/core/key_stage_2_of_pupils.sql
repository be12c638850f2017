-- One row per authority, pupil in care or need on 31 March and subject of key stage 2 that the pupil's results are eligible in.
-- grain: collection_year, la_code, pupil_number, subject
-- source: DfE, Outcomes for children in need, including children looked after, methodology: key stage 2; one record of a pupil and
--   year: First Release decision
-- counted: Pupils at the end of key stage 2 with a result record that is eligible in the subject: reading, writing, mathematics, the three
--   combined, grammar (punctuation and spelling), science. Without a result, also missing or annulled, the standard is not met.
--   Progress is of pupils who are in the progress measure of reading, writing or mathematics, in thousandths of a point.
-- not counted: Subjects in which a record is not eligible.
WITH results AS (
    SELECT
        result.collection_year,
        coalesce(number.pupil_number, result.unique_pupil_number) AS pupil_number,
        result.file_id,
        result.line,
        result.is_eligible_reading,
        result.is_eligible_writing,
        result.is_eligible_mathematics,
        result.is_eligible_combined,
        result.is_eligible_grammar,
        result.is_eligible_science,
        result.met_reading,
        result.met_writing,
        result.met_mathematics,
        result.met_combined,
        result.met_grammar,
        result.met_science,
        CASE WHEN result.has_reading_progress THEN result.reading_progress END AS reading_progress,
        CASE WHEN result.has_writing_progress THEN result.writing_progress END AS writing_progress,
        CASE WHEN result.has_mathematics_progress THEN result.mathematics_progress END AS mathematics_progress
    FROM staged.key_stage_2_results AS result
    LEFT JOIN core.replaced_pupil_numbers AS number
        ON number.collection_year = result.collection_year AND number.unique_pupil_number = result.unique_pupil_number
    QUALIFY
        row_number() OVER (
            PARTITION BY result.collection_year, coalesce(number.pupil_number, result.unique_pupil_number)
            ORDER BY result.file_id DESC, result.line DESC
        ) = 1
),

subjects AS (
    SELECT unnest(['reading', 'writing', 'mathematics', 'combined', 'grammar', 'science']) AS subject
),

by_subject AS (
    SELECT
        results.collection_year,
        results.pupil_number,
        results.file_id,
        results.line,
        subjects.subject,
        CASE subjects.subject
            WHEN 'reading' THEN results.is_eligible_reading
            WHEN 'writing' THEN results.is_eligible_writing
            WHEN 'mathematics' THEN results.is_eligible_mathematics
            WHEN 'combined' THEN results.is_eligible_combined
            WHEN 'grammar' THEN results.is_eligible_grammar
            WHEN 'science' THEN results.is_eligible_science
        END AS is_eligible,
        CASE subjects.subject
            WHEN 'reading' THEN results.met_reading
            WHEN 'writing' THEN results.met_writing
            WHEN 'mathematics' THEN results.met_mathematics
            WHEN 'combined' THEN results.met_combined
            WHEN 'grammar' THEN results.met_grammar
            WHEN 'science' THEN results.met_science
        END AS has_met,
        CASE subjects.subject
            WHEN 'reading' THEN results.reading_progress
            WHEN 'writing' THEN results.writing_progress
            WHEN 'mathematics' THEN results.mathematics_progress
        END AS progress
    FROM results
    CROSS JOIN subjects
)

SELECT
    child.collection_year,
    child.la_code,
    child.pupil_number,
    by_subject.subject,
    by_subject.file_id,
    by_subject.line,
    child.social_care_group,
    CASE WHEN by_subject.has_met THEN 'met_expected_standard' ELSE 'did_not_meet_expected_standard' END AS expected_standard,
    by_subject.progress
FROM core.pupils_in_care_or_need AS child
INNER JOIN by_subject
    ON by_subject.collection_year = child.collection_year AND by_subject.pupil_number = child.pupil_number
WHERE by_subject.is_eligible
