-- One row per factor found at the end of the year's assessments of a referral, by kind of assessment.
-- grain: file_id, child_number, referral_number, kind_of_assessment, factor
-- source: DfE children in need statistics, table C3; initial and single assessments apart: the tables of 2014
-- counted: Each factor once for a CINdetails record, however many of its assessments authorised in the year found it.
--   The kinds of private fostering are one factor.
-- not counted: Factors of assessments authorised in another year; a factor found again by another assessment of the
--   same kind.
SELECT DISTINCT
    assessment.collection_year,
    assessment.la_code,
    assessment.file_id,
    assessment.child_number,
    assessment.referral_number,
    assessment.kind AS kind_of_assessment,
    CASE WHEN found.factor LIKE '8%' THEN 'factor_8' ELSE 'factor_' || lower(found.factor) END AS factor
FROM staged.cin_assessments AS assessment
INNER JOIN staged.cin_assessment_factors AS found
    ON
        found.file_id = assessment.file_id
        AND found.child_number = assessment.child_number
        AND found.referral_number = assessment.referral_number
        AND found.assessment_number = assessment.assessment_number
WHERE
    found.factor IS NOT NULL
    AND assessment.authorised_on
    BETWEEN year_begins_on(assessment.collection_year) AND year_ends_on(assessment.collection_year)
