-- One row per school by its unique reference number, with the institution that it is the same as.
-- grain: school_urn
-- source: method of the Stability Index 2019: a school and its predecessor are one institution
-- counted: A school that took the place of another, as one that became an academy, is the institution of its predecessor, up to
--   three times over. Phase and highest age are those of the latest register.
-- not counted: Predecessors that are in no register.
WITH latest AS (
    SELECT school_urn, lower(phase) AS phase, lower(type_group) AS type_group, predecessor_urn, highest_age
    FROM staged.schools
    WHERE school_urn IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY school_urn ORDER BY collection_year DESC, file_id DESC, line DESC) = 1
)

SELECT
    latest.school_urn,
    coalesce(third.predecessor_urn, second.predecessor_urn, latest.predecessor_urn, latest.school_urn) AS institution,
    CASE
        WHEN contains(latest.type_group, 'special') THEN 'special_school'
        WHEN contains(latest.type_group, 'alternative') OR contains(latest.type_group, 'pru') THEN 'alternative_provision'
        WHEN latest.phase IN ('primary', 'middle deemed primary') THEN 'primary'
        WHEN latest.phase IN ('secondary', 'middle deemed secondary', 'all-through', '16 plus') THEN 'secondary'
        ELSE 'school_phase_not_known'
    END AS school_phase,
    coalesce(
        latest.highest_age - 5,
        CASE latest.phase
            WHEN 'primary' THEN 6 WHEN 'middle deemed primary' THEN 7 WHEN 'middle deemed secondary' THEN 8 WHEN 'secondary' THEN 11
        END
    ) AS last_year_group
FROM latest
LEFT JOIN latest AS second ON second.school_urn = latest.predecessor_urn
LEFT JOIN latest AS third ON third.school_urn = second.predecessor_urn
