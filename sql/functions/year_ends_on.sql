-- Last day of a collection year: 31 March, the reference date.
year_ends_on(collection_year) AS
    make_date(collection_year, 3, 31)
