-- One row per child in an authority's census of a year and authority whose censuses tell the child's history until then.
-- grain: collection_year, la_code, child_id, returned_by
-- source: First Release decision, as for children looked after (core.histories_of_children)
-- counted: The authority itself and, where authorities merged or split, each that it took over from and whose censuses
--   hold the child: the same identifier and a birth date that one of the authority's own censuses gives too. A child
--   whom two such authorities hold has the same history in both.
-- not counted: A child of the authority before with the same identifier and another birth date, or not born yet in its
--   last census.
WITH births AS (
    SELECT child.la_code, child.child_id, child.born_on, min(child.collection_year) AS known_since
    FROM core.cin_children AS child
    WHERE
        child.child_id IS NOT NULL
        -- A child not yet born has the last of all days, which tells nobody apart.
        AND child.born_on < make_date(9999, 12, 31)
        -- Few authorities ever merged or split: the children of the others need not be compared.
        AND child.la_code IN (
            SELECT la_code FROM reference.predecessors
            UNION
            SELECT predecessor_la_code FROM reference.predecessors
        )
    GROUP BY child.la_code, child.child_id, child.born_on
),

same_child AS (
    SELECT
        births.la_code,
        births.child_id,
        births.known_since,
        predecessor.predecessor_la_code,
        predecessor.last_collection_year
    FROM births
    INNER JOIN reference.predecessors AS predecessor ON predecessor.la_code = births.la_code
    INNER JOIN births AS before
        ON
            before.la_code = predecessor.predecessor_la_code
            AND before.child_id = births.child_id
            AND before.born_on = births.born_on
            AND before.known_since <= predecessor.last_collection_year
),

sent AS (
    SELECT DISTINCT collection_year, la_code, child_id
    FROM core.cin_children
    WHERE child_id IS NOT NULL
)

SELECT
    collection_year,
    la_code,
    child_id,
    la_code AS returned_by,
    collection_year AS returned_until
FROM sent
UNION ALL
SELECT DISTINCT
    sent.collection_year,
    sent.la_code,
    sent.child_id,
    same_child.predecessor_la_code,
    same_child.last_collection_year
FROM sent
INNER JOIN same_child
    ON
        same_child.la_code = sent.la_code
        AND same_child.child_id = sent.child_id
        AND same_child.known_since <= sent.collection_year
