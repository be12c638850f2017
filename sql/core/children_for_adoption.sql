-- One row per child with a decision for adoption and quarter that a return tells of: what the latest statement says of it.
-- grain: collection_year, la_code, child_id
-- source: guidance for the adoption data collection, Q1 2014-15 (items A8a, B4, C3), and the notes of the agency-level workbook of
--   Q4 2022-23; early permanence, disruption and the latest statement: First Release decision
-- counted: Every child of the latest usable return of the year, for its quarter and for the earlier quarters of the year.
--   Family finding alone is as the return of the quarter itself says, since a later one says how it stands then.
--   Placed is the day on which the child moved in; for a child placed early, or adopted by its foster carer, the day of the
--   match if that is later. Harder to place: aged 5 or over at the end of the quarter (at the adoption order, if adopted by
--   then), of an ethnic minority other than a white one, disabled, or in a sibling group.
-- not counted: What else returns before the latest said. In times between two days: children of whom one is not known, or who
--   moved in before they entered care.
WITH stated AS (
    SELECT
        statements.collection_year,
        sent.la_code,
        sent.child_id,
        sent.file_id,
        sent.line,
        sent.date_of_birth,
        sent.sex,
        sent.ethnicity,
        coalesce(sent.is_disabled, FALSE) AS is_disabled,
        sent.sibling_group IS NOT NULL AS is_in_sibling_group,
        sent.entered_care_on,
        sent.decided_on,
        sent.placement_order_on,
        sent.matched_on,
        sent.moved_in_on,
        sent.placement_provider,
        coalesce(sent.is_early_permanence, FALSE) AS is_early_permanence,
        CASE
            WHEN NOT (coalesce(sent.is_early_permanence, FALSE) OR coalesce(sent.is_by_foster_carer, FALSE))
                THEN sent.moved_in_on
            WHEN sent.moved_in_on < sent.matched_on THEN sent.matched_on
            WHEN sent.matched_on IS NOT NULL THEN sent.moved_in_on
            WHEN sent.adopted_on IS NOT NULL THEN sent.adopted_on
        END AS placed_on,
        sent.adopted_on,
        sent.reversed_on,
        sent.disrupted_on,
        quarter_begins_on(statements.collection_year) AS quarter_began_on,
        quarter_ends_on(statements.collection_year) AS quarter_ended_on
    FROM raw.statements AS statements
    INNER JOIN staged.adoption_children AS sent
        ON sent.la_code = statements.la_code AND sent.collection_year = statements.stated_in
    WHERE statements."return" = 'adoption_quarterly'
    QUALIFY
        row_number() OVER (
            PARTITION BY statements.collection_year, sent.la_code, sent.child_id ORDER BY sent.file_id DESC, sent.line DESC
        ) = 1
),

said_then AS (
    SELECT collection_year, la_code, child_id, family_finding
    FROM staged.adoption_children
    QUALIFY
        row_number() OVER (PARTITION BY collection_year, la_code, child_id ORDER BY file_id DESC, line DESC) = 1
),

described AS (
    SELECT
        stated.collection_year,
        stated.la_code,
        stated.child_id,
        stated.file_id,
        stated.line,
        stated.sex,
        stated.is_early_permanence,
        stated.entered_care_on,
        stated.decided_on,
        stated.placement_order_on,
        stated.matched_on,
        stated.moved_in_on,
        stated.placed_on,
        stated.adopted_on,
        stated.reversed_on,
        stated.disrupted_on,
        said_then.family_finding,
        stated.placement_provider,
        stated.is_disabled,
        stated.is_in_sibling_group,
        stated.quarter_began_on,
        stated.quarter_ended_on,
        coalesce(left(stated.ethnicity, 1) IN ('M', 'A', 'B', 'C') OR stated.ethnicity = 'OOTH', FALSE)
        AS is_of_ethnic_minority,
        completed_years(
            stated.date_of_birth,
            CASE WHEN stated.adopted_on <= stated.quarter_ended_on THEN stated.adopted_on ELSE stated.quarter_ended_on END
        ) AS age
    FROM stated
    LEFT JOIN said_then
        ON
            said_then.collection_year = stated.collection_year
            AND said_then.la_code = stated.la_code
            AND said_then.child_id = stated.child_id
)

SELECT
    collection_year,
    la_code,
    child_id,
    file_id,
    line,
    entered_care_on,
    decided_on,
    placement_order_on,
    matched_on,
    moved_in_on,
    placed_on,
    adopted_on,
    reversed_on,
    disrupted_on,
    quarter_began_on,
    quarter_ended_on,
    sex,
    family_finding,
    CASE WHEN age >= 5 THEN 'aged_5_and_over' WHEN age < 5 THEN 'aged_under_5' ELSE 'age_not_known' END AS age_of_child,
    CASE WHEN is_of_ethnic_minority THEN 'ethnic_minority' ELSE 'other_ethnicity' END AS ethnic_minority,
    CASE WHEN is_disabled THEN 'disabled' ELSE 'not_disabled' END AS is_child_disabled,
    CASE WHEN is_in_sibling_group THEN 'in_sibling_group' ELSE 'not_in_sibling_group' END AS sibling_group,
    CASE
        WHEN age >= 5 OR is_of_ethnic_minority OR is_disabled OR is_in_sibling_group THEN 'harder_to_place'
        ELSE 'not_harder_to_place'
    END AS harder_to_place,
    CASE placement_provider
        WHEN 'PR1' THEN 'own_provision'
        WHEN 'PR2' THEN 'another_authority'
        WHEN 'PR5' THEN 'voluntary_agency'
        ELSE 'provider_not_given'
    END AS adoption_provider,
    CASE WHEN is_early_permanence THEN 'placed_early' ELSE 'not_placed_early' END AS early_permanence,
    CASE WHEN entered_care_on <= moved_in_on THEN date_diff('day', entered_care_on, moved_in_on) END
    AS days_from_care_to_moving_in,
    CASE WHEN placement_order_on <= matched_on THEN date_diff('day', placement_order_on, matched_on) END
    AS days_from_order_to_match
FROM described
