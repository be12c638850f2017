-- One row per child looked after on 31 March, span of one or two years until then and social worker episode in the span.
-- grain: collection_year, la_code, child_id, span_in_years, file_id, line
-- source: DfE specification of the SSDA903 return, SWEpisodes; DfE, Stability measures for children looked after 2024,
--   methodology; days that begin and end an episode: First Release decision
-- counted: Episodes of the authority's return of the year with a day in the span, the first and the last day of the episode
--   included: the worker already allocated on its first day, workers while the child was outside care, and episodes of a day.
--   A blank identifier is a person of its own for each episode. Who starts without a reason that can be read has another one.
-- not counted: Episodes that begin after 31 March; two years before the return of 2025, which was the first to ask for them.
WITH spans AS (
    SELECT collection_year, la_code, child_id, 1 AS span_in_years, year_begins_on(collection_year) AS begins_on
    FROM core.looked_after_on_31_march
    UNION ALL
    SELECT collection_year, la_code, child_id, 2, year_begins_on(collection_year - 1)
    FROM core.looked_after_2_years_on_31_march
    WHERE collection_year >= 2025
)

SELECT
    spans.collection_year,
    spans.la_code,
    spans.child_id,
    spans.span_in_years,
    worker.file_id,
    worker.line,
    worker.social_worker_started_on,
    worker.social_worker_ceased_on,
    coalesce(
        nullif(upper(trim(worker.social_worker_id)), ''), CAST(worker.file_id AS VARCHAR) || ' ' || CAST(worker.line AS VARCHAR)
    ) AS social_worker,
    coalesce(lower(worker.reason_social_worker_changed), 'others') AS reason_social_worker_changed
FROM spans
INNER JOIN staged.social_worker_episodes AS worker
    ON
        worker.collection_year = spans.collection_year
        AND worker.la_code = spans.la_code
        AND worker.child_id = spans.child_id
WHERE
    worker.social_worker_started_on <= year_ends_on(spans.collection_year)
    AND coalesce(worker.social_worker_ceased_on >= spans.begins_on, TRUE)
