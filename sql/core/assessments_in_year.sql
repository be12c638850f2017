-- One row per assessment completed during the year.
-- grain: file_id, element
-- source: DfE children in need statistics, table C2; initial, core and single assessments: the tables of 2014
-- counted: Assessments authorised between 1 April and 31 March, of any referral. The duration is the working days after
--   the day the assessment started, up to the day it was authorised. A child may have several.
-- not counted: Assessments not yet authorised. The duration is not known without a start, or with one after the
--   authorisation.
WITH timed AS (
    SELECT
        assessment.collection_year,
        assessment.la_code,
        child.child_id,
        assessment.file_id,
        assessment.line,
        assessment.element,
        assessment.kind,
        assessment.was_child_seen_by_social_worker,
        CASE
            WHEN assessment.authorised_on >= assessment.started_on
                THEN authorised.working_day_number - started.working_day_number
        END AS working_days
    FROM staged.cin_assessments AS assessment
    INNER JOIN core.cin_children AS child
        ON child.file_id = assessment.file_id AND child.child_number = assessment.child_number
    LEFT JOIN core.working_days AS started ON started.on_date = assessment.started_on
    LEFT JOIN core.working_days AS authorised ON authorised.on_date = assessment.authorised_on
    WHERE
        assessment.authorised_on
        BETWEEN year_begins_on(assessment.collection_year) AND year_ends_on(assessment.collection_year)
)

SELECT
    collection_year,
    la_code,
    child_id,
    file_id,
    line,
    element,
    kind AS kind_of_assessment,
    working_days,
    coalesce(CAST(working_days AS VARCHAR), 'working_days_not_known') AS working_days_of_assessment,
    assessment_band(working_days) AS duration_of_assessment,
    CASE
        WHEN working_days <= 45 THEN 'within_45_working_days'
        WHEN working_days > 45 THEN 'over_45_working_days'
        ELSE 'working_days_not_known'
    END AS within_45_working_days,
    CASE
        WHEN was_child_seen_by_social_worker THEN 'child_seen'
        WHEN NOT was_child_seen_by_social_worker THEN 'child_not_seen'
        ELSE 'child_seen_not_known'
    END AS child_seen_by_social_worker
FROM timed
