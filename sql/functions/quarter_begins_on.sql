-- First day of a quarter of a financial year, by the number that stands for it: 20231 is April to June 2022.
quarter_begins_on(collection_year) AS
    make_date(
        collection_year // 10 - CASE WHEN collection_year % 10 = 4 THEN 0 ELSE 1 END, 1 + (3 * (collection_year % 10)) % 12, 1
    )
