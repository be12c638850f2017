-- One row per child in an authority's return of a year and authority whose returns tell the child's history until then.
-- grain: collection_year, la_code, child_id, returned_by
-- source: DfE, Children looked after in England including adoptions, 2024: placement stability is published for
--   Cumberland and for Westmorland and Furness, in being since 1 April 2023; how children are known again, and which
--   of two authorities has the history: First Release decision
-- parts: by authority
-- counted: The authority itself and, where authorities merged or split, each that it took over from and whose returns
--   hold the child: the same identifier and a birth date that one of the authority's own returns gives too.
-- not counted: A child of the authority before with the same identifier and another birth date. Where two authorities
--   that took over from one both hold the child, one that has no care begun under the authority before while the
--   other has: the history went with the care. Where both have such care, or neither, it is the history of both.
WITH sent AS (
    SELECT collection_year, la_code, child_id, bool_or(is_episode) AS has_episodes, bool_or(is_follow_up) AS is_followed_up
    FROM (
        SELECT
            collection_year,
            la_code,
            child_id,
            episode_started_on IS NOT NULL AS is_episode,
            FALSE AS is_follow_up
        FROM staged.episodes
        UNION ALL
        SELECT collection_year, la_code, child_id, FALSE AS is_episode, TRUE AS is_follow_up FROM staged.oc3
    ) AS records
    WHERE child_id IS NOT NULL
    GROUP BY collection_year, la_code, child_id
),

-- Few authorities ever merged or split: the children of the others need not be compared.
reorganised AS (
    SELECT la_code FROM reference.predecessors
    UNION
    SELECT predecessor_la_code AS la_code FROM reference.predecessors
),

given AS (
    SELECT la_code, child_id, date_of_birth, collection_year FROM staged.header
    UNION ALL
    SELECT la_code, child_id, date_of_birth, collection_year FROM staged.oc3
),

births AS (
    SELECT given.la_code, given.child_id, given.date_of_birth, min(given.collection_year) AS known_since
    FROM given
    INNER JOIN reorganised ON reorganised.la_code = given.la_code
    WHERE given.child_id IS NOT NULL AND given.date_of_birth IS NOT NULL
    GROUP BY given.la_code, given.child_id, given.date_of_birth
),

same_child AS (
    SELECT
        births.la_code,
        births.child_id,
        births.date_of_birth,
        births.known_since,
        predecessor.predecessor_la_code,
        predecessor.last_collection_year
    FROM births
    INNER JOIN reference.predecessors AS predecessor ON predecessor.la_code = births.la_code
    INNER JOIN births AS before
        ON
            before.la_code = predecessor.predecessor_la_code
            AND before.child_id = births.child_id
            AND before.date_of_birth = births.date_of_birth
            AND before.known_since <= predecessor.last_collection_year
),

-- Since which return of the authority that took over it is known to go on with care begun under the one before.
gone_on AS (
    SELECT
        same_child.la_code,
        same_child.child_id,
        same_child.predecessor_la_code,
        same_child.date_of_birth,
        min(episode.collection_year) AS known_since
    FROM same_child
    INNER JOIN staged.episodes AS episode
        ON episode.la_code = same_child.la_code AND episode.child_id = same_child.child_id
    WHERE episode.episode_started_on <= year_ends_on(same_child.last_collection_year)
    GROUP BY same_child.la_code, same_child.child_id, same_child.predecessor_la_code, same_child.date_of_birth
)

SELECT
    collection_year,
    la_code,
    child_id,
    la_code AS returned_by,
    collection_year AS returned_until,
    has_episodes,
    is_followed_up
FROM sent
UNION ALL
SELECT DISTINCT
    sent.collection_year,
    sent.la_code,
    sent.child_id,
    same_child.predecessor_la_code,
    same_child.last_collection_year,
    sent.has_episodes,
    sent.is_followed_up
FROM sent
INNER JOIN same_child
    ON
        same_child.la_code = sent.la_code
        AND same_child.child_id = sent.child_id
        AND same_child.known_since <= sent.collection_year
WHERE
    EXISTS (
        SELECT 1
        FROM gone_on AS here
        WHERE
            here.la_code = sent.la_code
            AND here.child_id = sent.child_id
            AND here.predecessor_la_code = same_child.predecessor_la_code
            AND here.known_since <= sent.collection_year
    )
    OR NOT EXISTS (
        SELECT 1
        FROM gone_on AS elsewhere
        WHERE
            elsewhere.la_code <> sent.la_code
            AND elsewhere.child_id = sent.child_id
            AND elsewhere.predecessor_la_code = same_child.predecessor_la_code
            AND elsewhere.date_of_birth = same_child.date_of_birth
            AND elsewhere.known_since <= sent.collection_year
    )
