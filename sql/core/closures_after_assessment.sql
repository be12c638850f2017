-- One row per reason for closure that says a child was assessed and found not to be in need, with its years.
-- grain: reason_for_closure
-- source: DfE methodology of the children in need statistics 2016 to 2017, and the census's codes of 2023 for RC9
-- counted: RC8, no further action after assessment; RC9, referred to early help after assessment, from the year in
--   which it was first collected. first_year and last_year are collection years, both included.
-- not counted: Every other reason: the child was in need until then.
SELECT reason_for_closure, first_year, last_year
FROM (VALUES ('RC8', 2014, 9999), ('RC9', 2023, 9999)) AS listed (reason_for_closure, first_year, last_year)
