-- A period of care: a chain of episodes of a child, each begun no later than those before it ended. Open: no end.
WITH ordered AS (
    SELECT collection_year, la_code, child_id, episode_started_on,
        coalesce(episode_ceased_on, DATE '9999-12-31') AS until,
        max(coalesce(episode_ceased_on, DATE '9999-12-31')) OVER (
            PARTITION BY collection_year, la_code, child_id
            ORDER BY episode_started_on, coalesce(episode_ceased_on, DATE '9999-12-31'), file_id, line
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS until_before,
        row_number() OVER (
            PARTITION BY collection_year, la_code, child_id
            ORDER BY episode_started_on, coalesce(episode_ceased_on, DATE '9999-12-31'), file_id, line
        ) AS place
    FROM raw.checked_episodes
    WHERE episode_started_on IS NOT NULL
),
numbered AS (
    SELECT collection_year, la_code, child_id, episode_started_on, until,
        sum(CASE WHEN until_before >= episode_started_on THEN 0 ELSE 1 END) OVER (
            PARTITION BY collection_year, la_code, child_id ORDER BY place
        ) AS period
    FROM ordered
)
SELECT collection_year, la_code, child_id, min(episode_started_on) AS period_started_on, max(until) AS period_ended_on
FROM numbered
GROUP BY collection_year, la_code, child_id, period
