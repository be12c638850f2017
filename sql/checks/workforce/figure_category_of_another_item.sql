-- Figures with a category that their item has not, and of items by category without one.
-- rule: figure_category_of_another_item
-- record: authority_figures
-- field: CATEGORY
-- severity: error
-- effect: set aside
-- message: CATEGORY is none of this ITEM: age bands, time in service, origins and destinations have their own, and other items have none. Correct it.
SELECT file_id, line
FROM raw.checked_authority_figures
WHERE
    item IS NOT NULL AND CASE
        WHEN NOT contains(item, '_BY_') THEN category IS NOT NULL
        WHEN category IS NULL THEN TRUE
        WHEN category = 'NOT KNOWN' THEN FALSE
        WHEN ends_with(item, '_BY_AGE')
            THEN category NOT IN ('UNDER 20', '20 TO 29', '30 TO 39', '40 TO 49', '50 TO 59', '60 AND OVER')
        WHEN ends_with(item, '_BY_TIME_IN_SERVICE') THEN NOT ends_with(category, ' YEARS') AND category <> '20 YEARS AND OVER'
        ELSE contains(category, ' YEARS') OR regexp_matches(category, '^[0-9]') OR category = 'UNDER 20'
    END
