-- One row per collection year, area and local authority in it: England, the nine regions, Inner and Outer London.
-- grain: collection_year, area_code, la_code
-- source: DfE, published data screening tables (areas), and the areas that its social care files print with an authority
SELECT collection_year, la_code, 'national' AS area_level, 'E92000001' AS area_code
FROM reference.reporting_units
UNION ALL
SELECT collection_year, la_code, 'regional' AS area_level, region_code AS area_code
FROM reference.reporting_units
WHERE region_code <> ''
UNION ALL
SELECT collection_year, la_code, 'regional' AS area_level, csc_region_code AS area_code
FROM reference.reporting_units
WHERE csc_region_code <> region_code
