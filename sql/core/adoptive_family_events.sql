-- One row per adoptive family and stage that it reached in a quarter: registration, approval, match, placement, order, leaving.
-- grain: collection_year, la_code, family_id, family_event
-- source: columns of the agency-level workbook of adoption data, Q4 2022-23: adoptive families
-- counted: Events on a day of the quarter, by the latest statement of the agency that recruits. Approved within 6 months of
--   registration, and matched within 3 months of approval, are told in calendar months, the last day included. Left is after
--   approval.
-- not counted: Families that left before they were approved, among those that left; whose time lacks a day: no information.
WITH stated AS (
    SELECT
        statements.collection_year,
        sent.la_code,
        sent.family_id,
        sent.file_id,
        sent.line,
        sent.registered_on,
        sent.approved_on,
        sent.matched_on,
        sent.placed_on,
        sent.adopted_on,
        sent.left_on
    FROM raw.statements AS statements
    INNER JOIN staged.adoptive_families AS sent
        ON sent.la_code = statements.la_code AND sent.collection_year = statements.stated_in
    WHERE statements."return" = 'adoption_quarterly'
    QUALIFY
        row_number() OVER (
            PARTITION BY statements.collection_year, sent.la_code, sent.family_id ORDER BY sent.file_id DESC, sent.line DESC
        ) = 1
),

events AS (
    SELECT
        collection_year, la_code, family_id, file_id, line, registered_on, approved_on, matched_on,
        'registered' AS family_event, registered_on AS happened_on
    FROM stated
    UNION ALL
    SELECT
        collection_year, la_code, family_id, file_id, line, registered_on, approved_on, matched_on, 'approved' AS family_event,
        approved_on AS happened_on
    FROM stated
    UNION ALL
    SELECT
        collection_year, la_code, family_id, file_id, line, registered_on, approved_on, matched_on, 'matched' AS family_event,
        matched_on AS happened_on
    FROM stated
    UNION ALL
    SELECT
        collection_year, la_code, family_id, file_id, line, registered_on, approved_on, matched_on, 'placed' AS family_event,
        placed_on AS happened_on
    FROM stated
    UNION ALL
    SELECT
        collection_year, la_code, family_id, file_id, line, registered_on, approved_on, matched_on, 'adopted' AS family_event,
        adopted_on AS happened_on
    FROM stated
    UNION ALL
    SELECT
        collection_year, la_code, family_id, file_id, line, registered_on, approved_on, matched_on, 'left' AS family_event,
        left_on AS happened_on
    FROM stated
    WHERE approved_on <= left_on
)

SELECT
    collection_year,
    la_code,
    family_id,
    file_id,
    line,
    family_event,
    CASE
        WHEN family_event <> 'approved' THEN 'of_another_event'
        WHEN registered_on IS NULL OR approved_on < registered_on THEN 'time_to_approval_not_known'
        WHEN approved_on <= registered_on + INTERVAL 6 MONTH THEN 'within_6_months'
        ELSE 'after_6_months'
    END AS time_to_approval,
    CASE
        WHEN family_event <> 'matched' THEN 'of_another_event'
        WHEN approved_on IS NULL OR matched_on < approved_on THEN 'time_to_match_not_known'
        WHEN matched_on <= approved_on + INTERVAL 3 MONTH THEN 'within_3_months'
        ELSE 'after_3_months'
    END AS time_to_family_match
FROM events
WHERE happened_on BETWEEN quarter_begins_on(collection_year) AND quarter_ends_on(collection_year)
