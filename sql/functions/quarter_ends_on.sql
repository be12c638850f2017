-- Last day of a quarter of a financial year, by the number that stands for it: 20231 ends on 30 June 2022.
quarter_ends_on(collection_year) AS
    last_day(
        make_date(
            collection_year // 10 - CASE WHEN collection_year % 10 = 4 THEN 0 ELSE 1 END,
            3 + (3 * (collection_year % 10)) % 12,
            1
        )
    )
