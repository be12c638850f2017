-- One row per authority and pupil in care or need on 31 March who is at the end of key stage 4.
-- grain: collection_year, la_code, pupil_number
-- source: DfE, Outcomes for children in need, including children looked after, methodology: key stage 4; one record of a pupil and
--   year: First Release decision
-- counted: Pupils with a result record of the academic year, also those who were at the end of key stage 4 the year before. Attainment 8 and
--   English Baccalaureate points are in hundredths, Progress 8 in thousandths of a point, of pupils who are in the measure.
-- not counted: Pupils of whom there is no result record.
WITH results AS (
    SELECT
        result.collection_year,
        coalesce(number.pupil_number, result.unique_pupil_number) AS pupil_number,
        result.file_id,
        result.line,
        result.attainment_8,
        result.met_english_and_mathematics_4,
        result.met_english_and_mathematics_5,
        result.entered_english_baccalaureate,
        result.english_baccalaureate_points,
        CASE WHEN result.has_progress_8 THEN coalesce(result.progress_8, 0) END AS progress_8
    FROM staged.key_stage_4_results AS result
    LEFT JOIN core.replaced_pupil_numbers AS number
        ON number.collection_year = result.collection_year AND number.unique_pupil_number = result.unique_pupil_number
    QUALIFY
        row_number() OVER (
            PARTITION BY result.collection_year, coalesce(number.pupil_number, result.unique_pupil_number)
            ORDER BY result.file_id DESC, result.line DESC
        ) = 1
)

SELECT
    child.collection_year,
    child.la_code,
    child.pupil_number,
    result.file_id,
    result.line,
    child.social_care_group,
    coalesce(result.attainment_8, 0) AS attainment_8,
    CASE
        WHEN result.met_english_and_mathematics_5 THEN 'grade_5_or_above'
        WHEN result.met_english_and_mathematics_4 THEN 'grade_4_in_one_at_least'
        ELSE 'below_grade_4'
    END AS english_and_mathematics,
    CASE
        WHEN result.entered_english_baccalaureate THEN 'entered_english_baccalaureate'
        ELSE 'not_entered_english_baccalaureate'
    END AS english_baccalaureate,
    coalesce(result.english_baccalaureate_points, 0) AS english_baccalaureate_points,
    result.progress_8
FROM core.pupils_in_care_or_need AS child
INNER JOIN results AS result
    ON result.collection_year = child.collection_year AND result.pupil_number = child.pupil_number
