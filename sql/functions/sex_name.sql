-- Sex in words, from the codes of every year (1 and 2 until 2024, M, F and U from 2025).
sex_name(sex) AS
    CASE
        WHEN sex IN ('1', 'M') THEN 'male'
        WHEN sex IN ('2', 'F') THEN 'female'
        ELSE 'sex_not_known'
    END
