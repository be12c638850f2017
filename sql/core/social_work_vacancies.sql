-- One row per authority: its vacancies on 30 September and the agency workers who cover some of them, in hundredths of FTE.
-- grain: file_id, line
-- source: DfE local authority interactive tool, data dictionary: vacancy rate
-- counted: Vacancies as the authority states them, those that agency workers cover included.
-- not counted: Statements that lack either number: nothing is known then, and the authority has no figure.
SELECT
    collection_year,
    la_code,
    file_id,
    line,
    vacancies,
    covered_by_agency
FROM staged.vacancies
