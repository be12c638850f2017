-- First day of a collection year: 1 April of the year before.
year_begins_on(collection_year) AS
    make_date(collection_year - 1, 4, 1)
