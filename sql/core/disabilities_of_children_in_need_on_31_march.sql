-- One row per child in need on 31 March, with the disabilities recorded.
-- grain: collection_year, la_code, child_id
-- source: DfE children in need statistics, table B2
-- counted: Children in need on 31 March, each once under every disability recorded.
-- not counted: The same disability recorded again; NONE.
WITH disabled AS (
    SELECT
        child.collection_year,
        child.la_code,
        child.child_id,
        child.file_id,
        child.line,
        coalesce(bool_or(sent.disability = 'MOB'), FALSE) AS has_mob,
        coalesce(bool_or(sent.disability = 'HAND'), FALSE) AS has_hand,
        coalesce(bool_or(sent.disability = 'PC'), FALSE) AS has_pc,
        coalesce(bool_or(sent.disability = 'INC'), FALSE) AS has_inc,
        coalesce(bool_or(sent.disability = 'COMM'), FALSE) AS has_comm,
        coalesce(bool_or(sent.disability = 'LD'), FALSE) AS has_ld,
        coalesce(bool_or(sent.disability = 'HEAR'), FALSE) AS has_hear,
        coalesce(bool_or(sent.disability = 'VIS'), FALSE) AS has_vis,
        coalesce(bool_or(sent.disability = 'BEH'), FALSE) AS has_beh,
        coalesce(bool_or(sent.disability = 'CON'), FALSE) AS has_con,
        coalesce(bool_or(sent.disability = 'AUT'), FALSE) AS has_aut,
        coalesce(bool_or(sent.disability = 'DDA'), FALSE) AS has_dda
    FROM core.children_in_need_on_31_march AS child
    LEFT JOIN staged.cin_disabilities AS sent
        ON sent.file_id = child.file_id AND sent.child_number = child.child_number
    GROUP BY child.collection_year, child.la_code, child.child_id, child.file_id, child.line
)

SELECT
    collection_year,
    la_code,
    child_id,
    file_id,
    line,
    CASE
        WHEN has_mob OR has_hand OR has_pc OR has_inc OR has_comm OR has_ld
            OR has_hear OR has_vis OR has_beh OR has_con OR has_aut OR has_dda THEN 'disability_recorded'
        ELSE 'no_disability_recorded'
    END AS disability,
    CASE WHEN has_mob THEN 'recorded' ELSE 'not_recorded' END AS disability_mob,
    CASE WHEN has_hand THEN 'recorded' ELSE 'not_recorded' END AS disability_hand,
    CASE WHEN has_pc THEN 'recorded' ELSE 'not_recorded' END AS disability_pc,
    CASE WHEN has_inc THEN 'recorded' ELSE 'not_recorded' END AS disability_inc,
    CASE WHEN has_comm THEN 'recorded' ELSE 'not_recorded' END AS disability_comm,
    CASE WHEN has_ld THEN 'recorded' ELSE 'not_recorded' END AS disability_ld,
    CASE WHEN has_hear THEN 'recorded' ELSE 'not_recorded' END AS disability_hear,
    CASE WHEN has_vis THEN 'recorded' ELSE 'not_recorded' END AS disability_vis,
    CASE WHEN has_beh THEN 'recorded' ELSE 'not_recorded' END AS disability_beh,
    CASE WHEN has_con THEN 'recorded' ELSE 'not_recorded' END AS disability_con,
    CASE WHEN has_aut THEN 'recorded' ELSE 'not_recorded' END AS disability_aut,
    CASE WHEN has_dda THEN 'recorded' ELSE 'not_recorded' END AS disability_dda
FROM disabled
