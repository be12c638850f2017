-- One row per measure, collection year and local authority in being that year: whether its figure is known, and why not.
-- grain: measure, collection_year, la_code
-- source: First Release decision: items that a return must have are declared with each measure; methodology of the children
--   in need release 2016 to 2017, section 5, for what a missing return is
-- counted: A figure is known where the return is usable, no item that the measure needs is lacking in it, and as many
--   earlier returns are there as the measure looks back on, those of authorities before a merger or split included where it
--   follows children, and the measure says nothing else that it lacks; or where another return tells it.
--   Earlier returns are there for nobody where they are not for half of the authorities with a usable return.
-- not counted: Years in which no authority sent the return, and years before a measure's first or after its last; of a return that several
--   kinds of senders make up, those who do not send what the measure is made from.
WITH years AS (
    SELECT DISTINCT "return" AS return_name, collection_year
    FROM raw.coverage
    WHERE status = 'supplied'
    UNION
    SELECT wanted.return_name, known_too.collection_year
    FROM grossed.known_too AS known_too
    INNER JOIN grossed.measures_asked AS wanted ON wanted.measure = known_too.measure
),

not_supplied AS (
    SELECT
        "return" AS return_name,
        collection_year,
        la_code,
        lower(trim(unnest(string_split(items_not_supplied, ';')))) AS item
    FROM raw.coverage
    WHERE items_not_supplied <> ''
),

-- Who told of an authority's children in a year: itself, or those in being then that it took over from.
told_by AS (
    SELECT DISTINCT la_code, la_code AS told_by, FALSE AS is_before FROM reference.reporting_units
    UNION ALL
    SELECT la_code, predecessor_la_code, TRUE FROM reference.predecessors
),

told AS (
    SELECT
        returns.return_name,
        in_being.collection_year,
        told_by.la_code,
        bool_and(sent.la_code IS NOT NULL) AS by_all,
        bool_and(sent.la_code IS NOT NULL OR told_by.is_before) AS by_itself
    FROM told_by
    INNER JOIN reference.reporting_units AS in_being ON in_being.la_code = told_by.told_by
    CROSS JOIN (SELECT DISTINCT return_name FROM years) AS returns
    LEFT JOIN raw.coverage AS sent
        ON
            sent."return" = returns.return_name
            AND sent.collection_year = in_being.collection_year
            AND sent.la_code = told_by.told_by
            AND sent.status = 'supplied'
    GROUP BY returns.return_name, in_being.collection_year, told_by.la_code
),

history AS (
    SELECT
        coverage."return" AS return_name,
        coverage.collection_year,
        coverage.la_code,
        wanted.measure,
        count(CASE WHEN told.by_all OR (told.by_itself AND NOT wanted.follows_children) THEN 1 END)
        >= wanted.earlier_returns AS is_long_enough
    FROM raw.coverage AS coverage
    CROSS JOIN grossed.measures_asked AS wanted
    LEFT JOIN told
        ON
            told.return_name = coverage."return"
            AND told.la_code = coverage.la_code
            AND told.collection_year
            BETWEEN coverage.collection_year - wanted.earlier_returns AND coverage.collection_year - 1
    GROUP BY coverage."return", coverage.collection_year, coverage.la_code, wanted.measure, wanted.earlier_returns
),

-- New authorities alone have nothing to look back on, and all of England is not estimated from them.
looked_back AS (
    SELECT
        history.return_name,
        history.measure,
        history.collection_year,
        2 * count(CASE WHEN history.is_long_enough THEN 1 END) >= count(*) AS by_half
    FROM history
    INNER JOIN raw.coverage AS sent
        ON
            sent."return" = history.return_name
            AND sent.collection_year = history.collection_year
            AND sent.la_code = history.la_code
            AND sent.status = 'supplied'
    GROUP BY history.return_name, history.measure, history.collection_year
),

lacking AS (
    SELECT
        asked.measure,
        not_supplied.collection_year,
        not_supplied.la_code,
        string_agg(DISTINCT asked.item, ', ' ORDER BY asked.item) AS items
    FROM grossed.items_asked AS asked
    INNER JOIN not_supplied ON not_supplied.return_name = asked.return_name AND not_supplied.item = asked.item
    GROUP BY asked.measure, not_supplied.collection_year, not_supplied.la_code
)

SELECT
    wanted.measure,
    areas.collection_year,
    areas.la_code,
    known_too.measure IS NOT NULL
    OR (
        coalesce(coverage.status, 'absent') = 'supplied'
        AND lacking.items IS NULL
        AND coalesce(history.is_long_enough, FALSE)
        AND coalesce(looked_back.by_half, FALSE)
        AND not_known.reason IS NULL
    ) AS is_supplied,
    CASE
        WHEN known_too.measure IS NOT NULL THEN ''
        WHEN coalesce(coverage.status, 'absent') <> 'supplied' THEN 'return ' || coalesce(coverage.status, 'absent')
        WHEN lacking.items IS NOT NULL THEN 'not supplied: ' || lacking.items
        WHEN not_known.reason IS NOT NULL THEN not_known.reason
        WHEN NOT history.is_long_enough OR NOT looked_back.by_half THEN 'earlier returns not given'
        ELSE ''
    END AS reason
FROM grossed.measures_asked AS wanted
INNER JOIN years ON years.return_name = wanted.return_name
INNER JOIN reference.reporting_units AS areas
    ON
        areas.collection_year = years.collection_year
        AND areas.collection_year >= wanted.first_year
        -- The number of a quarter has five digits.
        AND (areas.collection_year <= wanted.last_year OR wanted.last_year = 9999)
LEFT JOIN raw.coverage AS coverage
    ON
        coverage."return" = wanted.return_name
        AND coverage.collection_year = areas.collection_year
        AND coverage.la_code = areas.la_code
LEFT JOIN history
    ON
        history.return_name = wanted.return_name
        AND history.measure = wanted.measure
        AND history.collection_year = areas.collection_year
        AND history.la_code = areas.la_code
LEFT JOIN looked_back
    ON
        looked_back.return_name = wanted.return_name
        AND looked_back.measure = wanted.measure
        AND looked_back.collection_year = areas.collection_year
LEFT JOIN lacking
    ON
        lacking.measure = wanted.measure
        AND lacking.collection_year = areas.collection_year
        AND lacking.la_code = areas.la_code
LEFT JOIN grossed.not_known AS not_known
    ON
        not_known.measure = wanted.measure
        AND not_known.collection_year = areas.collection_year
        AND not_known.la_code = areas.la_code
LEFT JOIN grossed.known_too AS known_too
    ON
        known_too.measure = wanted.measure
        AND known_too.collection_year = areas.collection_year
        AND known_too.la_code = areas.la_code
LEFT JOIN grossed.not_asked AS others
    ON
        others.measure = wanted.measure
        AND others.collection_year = areas.collection_year
        AND others.la_code = areas.la_code
WHERE others.measure IS NULL
ORDER BY wanted.measure, areas.collection_year, areas.la_code
