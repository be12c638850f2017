-- Figures of an authority that differ from those of its return of the year before by more than a third, and by more than ten.
-- rule: indicator_differs_from_last_year
-- record: social_workers
-- field: SWENo
-- severity: query
-- effect: kept
-- message: {detail} A change of more than a third is unusual. Check this year's return, and whether last year's was right.
WITH workers AS (
    SELECT
        collection_year,
        la_code,
        FALSE AS is_before,
        is_agency_worker,
        coalesce(full_time_equivalent, 0) AS full_time_equivalent,
        coalesce(cases, 0) AS cases,
        coalesce(working_days_lost, 0) AS working_days_lost,
        role_ended_on IS NULL OR role_ended_on > year_ended_on AS is_there,
        coalesce(role_started_on >= year_started_on, FALSE) AS is_new
    FROM raw.checked_social_workers
    UNION ALL
    SELECT
        collection_year,
        la_code,
        TRUE,
        is_agency_worker,
        coalesce(full_time_equivalent, 0),
        coalesce(cases, 0),
        coalesce(working_days_lost, 0),
        role_ended_on IS NULL OR role_ended_on >= year_started_on,
        coalesce(role_started_on >= year_started_on - INTERVAL 1 YEAR, FALSE)
    FROM raw.earlier_social_workers
),

summed AS (
    SELECT
        collection_year,
        la_code,
        is_before,
        sum(CASE WHEN is_there AND NOT is_agency_worker THEN 100 ELSE 0 END) AS in_post,
        sum(CASE WHEN is_there AND NOT is_agency_worker THEN full_time_equivalent ELSE 0 END) AS in_post_fte,
        sum(CASE WHEN is_there AND is_new AND NOT is_agency_worker THEN 100 ELSE 0 END) AS starters,
        sum(CASE WHEN NOT is_there AND NOT is_new AND NOT is_agency_worker THEN 100 ELSE 0 END) AS leavers,
        sum(CASE WHEN is_there AND is_agency_worker THEN 100 ELSE 0 END) AS agency,
        sum(CASE WHEN is_there AND is_agency_worker THEN full_time_equivalent ELSE 0 END) AS agency_fte,
        sum(CASE WHEN is_there THEN 100 * cases ELSE 0 END) AS cases,
        sum(CASE WHEN NOT is_agency_worker THEN working_days_lost ELSE 0 END) AS days_lost
    FROM workers
    GROUP BY collection_year, la_code, is_before
),

vacant AS (
    SELECT collection_year, la_code, FALSE AS is_before, vacancies, covered_by_agency FROM raw.checked_vacancies
    UNION ALL
    SELECT collection_year, la_code, TRUE, vacancies, covered_by_agency FROM raw.earlier_vacancies
),

stated AS (
    SELECT collection_year, la_code, is_before, 'Social workers in post, people' AS indicator, in_post AS amount FROM summed
    UNION ALL
    SELECT collection_year, la_code, is_before, 'Social workers in post, FTE', in_post_fte FROM summed
    UNION ALL
    SELECT collection_year, la_code, is_before, 'Starters', starters FROM summed
    UNION ALL
    SELECT collection_year, la_code, is_before, 'Leavers', leavers FROM summed
    UNION ALL
    SELECT collection_year, la_code, is_before, 'Agency workers, people', agency FROM summed
    UNION ALL
    SELECT collection_year, la_code, is_before, 'Agency workers, FTE', agency_fte FROM summed
    UNION ALL
    SELECT collection_year, la_code, is_before, 'Cases', cases FROM summed
    UNION ALL
    SELECT collection_year, la_code, is_before, 'Working days lost', days_lost FROM summed
    UNION ALL
    SELECT collection_year, la_code, is_before, 'Vacancies, FTE', vacancies FROM vacant
    UNION ALL
    SELECT collection_year, la_code, is_before, 'Agency workers covering vacancies, FTE', covered_by_agency FROM vacant
)

SELECT
    now.collection_year,
    now.la_code,
    NULL AS file_id,
    NULL AS line,
    now.indicator || ': ' || CAST(CAST(before.amount / 100.0 AS DECIMAL(18, 2)) AS VARCHAR) || ' in '
    || (now.collection_year - 1) || ', ' || CAST(CAST(now.amount / 100.0 AS DECIMAL(18, 2)) AS VARCHAR) || ' in '
    || now.collection_year || '.' AS detail
FROM stated AS now
INNER JOIN stated AS before
    ON
        before.la_code = now.la_code
        AND before.indicator = now.indicator
        AND before.collection_year = now.collection_year
WHERE
    NOT now.is_before
    AND before.is_before
    AND abs(now.amount - before.amount) > 1000
    AND 3 * abs(now.amount - before.amount) > before.amount
