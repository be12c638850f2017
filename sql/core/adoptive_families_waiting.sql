-- One row per adoptive family that is not approved yet, or is approved and not matched, at the end of a quarter.
-- grain: collection_year, la_code, family_id
-- source: columns of the agency-level workbook of adoption data, Q4 2022-23: adoptive families at the end of the quarter
-- counted: Families registered by the end of the quarter and not approved, and families approved by then and not matched,
--   also where they are said to have registered later.
-- not counted: Families that left by then; a family that was matched and whose placement was disrupted.
SELECT
    statements.collection_year,
    sent.la_code,
    sent.family_id,
    sent.file_id,
    sent.line,
    CASE
        WHEN sent.approved_on <= quarter_ends_on(statements.collection_year) THEN 'waiting_to_be_matched'
        ELSE 'not_approved_yet'
    END AS stage_of_family
FROM raw.statements AS statements
INNER JOIN staged.adoptive_families AS sent
    ON sent.la_code = statements.la_code AND sent.collection_year = statements.stated_in
WHERE
    statements."return" = 'adoption_quarterly'
    AND (
        sent.registered_on <= quarter_ends_on(statements.collection_year)
        OR sent.approved_on <= quarter_ends_on(statements.collection_year)
    )
    AND coalesce(sent.left_on > quarter_ends_on(statements.collection_year), TRUE)
    AND coalesce(sent.matched_on > quarter_ends_on(statements.collection_year), TRUE)
QUALIFY
    row_number() OVER (
        PARTITION BY statements.collection_year, sent.la_code, sent.family_id ORDER BY sent.file_id DESC, sent.line DESC
    ) = 1
