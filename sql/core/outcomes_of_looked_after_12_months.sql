-- One row per child looked after on 31 March and for at least twelve months until then: health and offending in the
-- year.
-- grain: collection_year, la_code, child_id
-- source: DfE data guidance, Children looked after in England including adoptions 2023, tables I1 to I5; age limit of
--   the development assessment: SFR34/2015, table LAI3, and SFR41/2016
-- parts: by authority
-- counted: Every child looked after for twelve months; what no OC2 record says, or a blank, is not known: neither yes nor
--   no, and in the denominators. Convictions are counted at 10 to 17 on 31 March, scores of the Strengths and Difficulties Questionnaire at 5 to 16, development assessments
--   up to 4 (up to 5 in 2014 and 2015).
-- not counted: OC2 records of other children; interventions for children not identified as having a problem.
WITH recorded AS (
    -- The last of several records is used: the reader keeps that one, and reports the others.
    SELECT
        collection_year,
        la_code,
        child_id,
        sdq_score,
        is_convicted,
        is_development_assessment_up_to_date,
        is_immunised,
        had_teeth_check,
        had_health_assessment,
        has_substance_misuse,
        received_intervention,
        was_offered_intervention
    FROM staged.oc2
    QUALIFY row_number() OVER (PARTITION BY collection_year, la_code, child_id ORDER BY file_id DESC, line DESC) = 1
)

SELECT
    child.collection_year,
    child.la_code,
    child.child_id,
    child.file_id,
    child.line,
    child.sex,
    CASE
        WHEN child.age >= 18 THEN '18_and_over'
        -- A date of birth after 31 March is kept with a finding; such a child is among the youngest, as in age_group.
        WHEN child.age < 0 THEN '0'
        ELSE coalesce(CAST(child.age AS VARCHAR), 'age_not_known')
    END AS age_in_years,
    coalesce(child.age BETWEEN 10 AND 17, FALSE) AS is_aged_10_to_17,
    coalesce(child.age BETWEEN 5 AND 16, FALSE) AS is_aged_5_to_16,
    coalesce(child.age <= CASE WHEN child.collection_year <= 2015 THEN 5 ELSE 4 END, FALSE)
        AS is_of_development_assessment_age,
    CASE
        WHEN recorded.has_substance_misuse IS NULL THEN 'substance_misuse_not_known'
        WHEN NOT recorded.has_substance_misuse THEN 'not_identified'
        WHEN recorded.received_intervention THEN 'intervention_received'
        WHEN recorded.was_offered_intervention THEN 'intervention_offered_and_refused'
        ELSE 'no_intervention'
    END AS substance_misuse,
    CASE
        WHEN recorded.had_health_assessment THEN 'had_health_assessment'
        WHEN NOT recorded.had_health_assessment THEN 'no_health_assessment'
        ELSE 'health_assessment_not_known'
    END AS health_assessment,
    CASE
        WHEN recorded.is_immunised THEN 'immunisations_up_to_date'
        WHEN NOT recorded.is_immunised THEN 'immunisations_not_up_to_date'
        ELSE 'immunisations_not_known'
    END AS immunisations,
    CASE
        WHEN recorded.had_teeth_check THEN 'had_teeth_checked'
        WHEN NOT recorded.had_teeth_check THEN 'teeth_not_checked'
        ELSE 'teeth_check_not_known'
    END AS dental_check,
    CASE
        WHEN recorded.is_convicted THEN 'convicted'
        WHEN NOT recorded.is_convicted THEN 'not_convicted'
        ELSE 'convictions_not_known'
    END AS convictions,
    CASE
        WHEN recorded.is_development_assessment_up_to_date THEN 'development_assessment_up_to_date'
        WHEN NOT recorded.is_development_assessment_up_to_date THEN 'development_assessment_not_up_to_date'
        ELSE 'development_assessment_not_known'
    END AS development_assessment,
    recorded.sdq_score,
    sdq_band(recorded.sdq_score) AS strengths_and_difficulties
FROM core.looked_after_12_months_on_31_march AS child
LEFT JOIN recorded
    ON
        recorded.collection_year = child.collection_year
        AND recorded.la_code = child.la_code
        AND recorded.child_id = child.child_id
