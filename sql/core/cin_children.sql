-- One row per Child element of a census: what does not change with the referral.
-- grain: file_id, child_number
-- source: DfE specification of the children in need census, ChildIdentifiers, ChildCharacteristics and Disabilities
-- counted: Every child sent, the unborn too. A child sent in two elements has two rows and one child_id.
-- not counted: Disabilities sent as NONE, and those sent again.
WITH disabled AS (
    SELECT DISTINCT file_id, child_number
    FROM staged.cin_disabilities
    WHERE disability <> 'NONE'
)

SELECT
    child.collection_year,
    child.la_code,
    child.file_id,
    child.child_number,
    child.line,
    child.child_id,
    sex_name(child.sex) AS sex,
    coalesce(lower(child.ethnicity), 'ethnicity_not_known') AS ethnicity,
    -- A child expected but not yet born is born later than any day that an age is told for.
    coalesce(
        child.date_of_birth, CASE WHEN child.expected_date_of_birth IS NOT NULL THEN make_date(9999, 12, 31) END
    ) AS born_on,
    CASE
        WHEN disabled.child_number IS NOT NULL THEN 'disability_recorded'
        ELSE 'no_disability_recorded'
    END AS disability
FROM staged.cin_children AS child
LEFT JOIN disabled ON disabled.file_id = child.file_id AND disabled.child_number = child.child_number
