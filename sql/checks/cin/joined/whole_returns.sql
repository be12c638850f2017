-- A whole return, in the place of its first child, and what its records come to.
-- record: children
-- children_sent: children
-- children_of_no_sex: children.sex
-- disabilities_sent: disabilities
-- several_disabilities: disabilities
-- plans_started: child_protection_plans
-- conferences: section_47 referrals
WITH disabilities AS (
    SELECT file_id, child_number, count(DISTINCT disability) AS disabilities
    FROM raw.checked_cin_disabilities
    WHERE disability <> 'NONE'
    GROUP BY file_id, child_number
),
several AS (
    SELECT file_id, max(disabilities) AS several_disabilities
    FROM disabilities
    GROUP BY file_id
),
kinds AS (
    SELECT file_id, count(DISTINCT disability) AS disabilities_sent
    FROM raw.checked_cin_disabilities
    WHERE disability <> 'NONE'
    GROUP BY file_id
),
plans AS (
    SELECT file_id, count(*) AS plans_started
    FROM raw.checked_cin_child_protection_plans
    WHERE started_on >= year_started_on AND started_on <= year_ended_on
    GROUP BY file_id
),
held AS (
    SELECT file_id, initial_conference_on, year_started_on, year_ended_on FROM raw.checked_cin_section_47
    UNION ALL
    SELECT file_id, initial_conference_on, year_started_on, year_ended_on FROM raw.checked_cin_referrals
),
conferences AS (
    SELECT file_id, count(*) AS conferences
    FROM held
    WHERE initial_conference_on >= year_started_on AND initial_conference_on <= year_ended_on
    GROUP BY file_id
)
SELECT
    children.*,
    totals.children_sent,
    totals.children_of_no_sex,
    coalesce(kinds.disabilities_sent, 0) AS disabilities_sent,
    coalesce(several.several_disabilities, 0) AS several_disabilities,
    coalesce(plans.plans_started, 0) AS plans_started,
    coalesce(conferences.conferences, 0) AS conferences
FROM raw.checked_cin_children AS children
JOIN (
    SELECT
        file_id,
        min(element) AS element,
        count(*) AS children_sent,
        count(
            CASE WHEN coalesce(sex, 'U') IN ('0', 'U') AND expected_date_of_birth IS NULL THEN 1 END
        ) AS children_of_no_sex
    FROM raw.checked_cin_children
    GROUP BY file_id
) AS totals
    ON totals.file_id = children.file_id AND totals.element = children.element
LEFT JOIN kinds ON kinds.file_id = children.file_id
LEFT JOIN several ON several.file_id = children.file_id
LEFT JOIN plans ON plans.file_id = children.file_id
LEFT JOIN conferences ON conferences.file_id = children.file_id
