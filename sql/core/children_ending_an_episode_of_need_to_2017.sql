-- One row per child with an episode of need that ended during the year, as the editions up to 2017 counted them.
-- grain: collection_year, la_code, child_id
-- source: DfE children in need statistics, table B1
-- counted: Each child once for an authority, as in the last episode that ended.
--   A child of two authorities counts in both.
-- not counted: Children without such an episode.
SELECT
    collection_year,
    la_code,
    child_id,
    file_id,
    line,
    sex,
    age_group_with_unborn,
    ethnicity,
    ethnicity_chinese_in_other
FROM core.episodes_of_need_ending_to_2017
QUALIFY
    row_number() OVER (
        PARTITION BY collection_year, la_code, child_id ORDER BY closed_on DESC, referred_on DESC
    ) = 1
