-- One row per referral with the factors found at the end of the year's assessments, by kind of assessment.
-- grain: file_id, child_number, referral_number, kind_of_assessment
-- source: DfE children in need statistics, table C3; initial and single assessments apart: the tables of 2014
-- built as: view
-- counted: CINdetails records with an assessment authorised between 1 April and 31 March that has factors, each once
--   under every factor found. Whether any factor was identified is told apart from 21, no factors identified.
-- not counted: Records whose assessments have no factors sent.
WITH found AS (
    SELECT
        collection_year,
        la_code,
        file_id,
        child_number,
        referral_number,
        kind_of_assessment,
        CASE WHEN bool_or(factor <> 'factor_21') THEN 'factors_identified' ELSE 'no_factors_identified' END AS any_factor,
        CASE WHEN bool_or(factor = 'factor_1a') THEN 'identified' ELSE 'not_identified' END AS factor_1a,
        CASE WHEN bool_or(factor = 'factor_1b') THEN 'identified' ELSE 'not_identified' END AS factor_1b,
        CASE WHEN bool_or(factor = 'factor_1c') THEN 'identified' ELSE 'not_identified' END AS factor_1c,
        CASE WHEN bool_or(factor = 'factor_2a') THEN 'identified' ELSE 'not_identified' END AS factor_2a,
        CASE WHEN bool_or(factor = 'factor_2b') THEN 'identified' ELSE 'not_identified' END AS factor_2b,
        CASE WHEN bool_or(factor = 'factor_2c') THEN 'identified' ELSE 'not_identified' END AS factor_2c,
        CASE WHEN bool_or(factor = 'factor_3a') THEN 'identified' ELSE 'not_identified' END AS factor_3a,
        CASE WHEN bool_or(factor = 'factor_3b') THEN 'identified' ELSE 'not_identified' END AS factor_3b,
        CASE WHEN bool_or(factor = 'factor_3c') THEN 'identified' ELSE 'not_identified' END AS factor_3c,
        CASE WHEN bool_or(factor = 'factor_4a') THEN 'identified' ELSE 'not_identified' END AS factor_4a,
        CASE WHEN bool_or(factor = 'factor_4b') THEN 'identified' ELSE 'not_identified' END AS factor_4b,
        CASE WHEN bool_or(factor = 'factor_4c') THEN 'identified' ELSE 'not_identified' END AS factor_4c,
        CASE WHEN bool_or(factor = 'factor_5a') THEN 'identified' ELSE 'not_identified' END AS factor_5a,
        CASE WHEN bool_or(factor = 'factor_5b') THEN 'identified' ELSE 'not_identified' END AS factor_5b,
        CASE WHEN bool_or(factor = 'factor_5c') THEN 'identified' ELSE 'not_identified' END AS factor_5c,
        CASE WHEN bool_or(factor = 'factor_6a') THEN 'identified' ELSE 'not_identified' END AS factor_6a,
        CASE WHEN bool_or(factor = 'factor_6b') THEN 'identified' ELSE 'not_identified' END AS factor_6b,
        CASE WHEN bool_or(factor = 'factor_6c') THEN 'identified' ELSE 'not_identified' END AS factor_6c,
        CASE WHEN bool_or(factor = 'factor_7a') THEN 'identified' ELSE 'not_identified' END AS factor_7a,
        CASE WHEN bool_or(factor = 'factor_8') THEN 'identified' ELSE 'not_identified' END AS factor_8,
        CASE WHEN bool_or(factor = 'factor_9a') THEN 'identified' ELSE 'not_identified' END AS factor_9a,
        CASE WHEN bool_or(factor = 'factor_10a') THEN 'identified' ELSE 'not_identified' END AS factor_10a,
        CASE WHEN bool_or(factor = 'factor_11a') THEN 'identified' ELSE 'not_identified' END AS factor_11a,
        CASE WHEN bool_or(factor = 'factor_12a') THEN 'identified' ELSE 'not_identified' END AS factor_12a,
        CASE WHEN bool_or(factor = 'factor_13a') THEN 'identified' ELSE 'not_identified' END AS factor_13a,
        CASE WHEN bool_or(factor = 'factor_14a') THEN 'identified' ELSE 'not_identified' END AS factor_14a,
        CASE WHEN bool_or(factor = 'factor_15a') THEN 'identified' ELSE 'not_identified' END AS factor_15a,
        CASE WHEN bool_or(factor = 'factor_16a') THEN 'identified' ELSE 'not_identified' END AS factor_16a,
        CASE WHEN bool_or(factor = 'factor_17a') THEN 'identified' ELSE 'not_identified' END AS factor_17a,
        CASE WHEN bool_or(factor = 'factor_18a') THEN 'identified' ELSE 'not_identified' END AS factor_18a,
        CASE WHEN bool_or(factor = 'factor_18b') THEN 'identified' ELSE 'not_identified' END AS factor_18b,
        CASE WHEN bool_or(factor = 'factor_18c') THEN 'identified' ELSE 'not_identified' END AS factor_18c,
        CASE WHEN bool_or(factor = 'factor_19a') THEN 'identified' ELSE 'not_identified' END AS factor_19a,
        CASE WHEN bool_or(factor = 'factor_19b') THEN 'identified' ELSE 'not_identified' END AS factor_19b,
        CASE WHEN bool_or(factor = 'factor_19c') THEN 'identified' ELSE 'not_identified' END AS factor_19c,
        CASE WHEN bool_or(factor = 'factor_20') THEN 'identified' ELSE 'not_identified' END AS factor_20,
        CASE WHEN bool_or(factor = 'factor_21') THEN 'identified' ELSE 'not_identified' END AS factor_21,
        CASE WHEN bool_or(factor = 'factor_22a') THEN 'identified' ELSE 'not_identified' END AS factor_22a,
        CASE WHEN bool_or(factor = 'factor_23a') THEN 'identified' ELSE 'not_identified' END AS factor_23a,
        CASE WHEN bool_or(factor = 'factor_24a') THEN 'identified' ELSE 'not_identified' END AS factor_24a
    FROM core.assessment_factors
    GROUP BY collection_year, la_code, file_id, child_number, referral_number, kind_of_assessment
)

SELECT
    found.collection_year,
    found.la_code,
    child.child_id,
    found.file_id,
    record.line,
    found.child_number,
    found.referral_number,
    found.kind_of_assessment,
    found.any_factor,
    found.factor_1a,
    found.factor_1b,
    found.factor_1c,
    found.factor_2a,
    found.factor_2b,
    found.factor_2c,
    found.factor_3a,
    found.factor_3b,
    found.factor_3c,
    found.factor_4a,
    found.factor_4b,
    found.factor_4c,
    found.factor_5a,
    found.factor_5b,
    found.factor_5c,
    found.factor_6a,
    found.factor_6b,
    found.factor_6c,
    found.factor_7a,
    found.factor_8,
    found.factor_9a,
    found.factor_10a,
    found.factor_11a,
    found.factor_12a,
    found.factor_13a,
    found.factor_14a,
    found.factor_15a,
    found.factor_16a,
    found.factor_17a,
    found.factor_18a,
    found.factor_18b,
    found.factor_18c,
    found.factor_19a,
    found.factor_19b,
    found.factor_19c,
    found.factor_20,
    found.factor_21,
    found.factor_22a,
    found.factor_23a,
    found.factor_24a
FROM found
INNER JOIN staged.cin_referrals AS record
    ON
        record.file_id = found.file_id
        AND record.child_number = found.child_number
        AND record.referral_number = found.referral_number
INNER JOIN core.cin_children AS child
    ON child.file_id = found.file_id AND child.child_number = found.child_number
