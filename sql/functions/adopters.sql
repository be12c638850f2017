-- Adopters by legal status and sex. Of a married couple the sexes decide, since one code for all was sent before 2015.
adopters(legal_status, sex) AS
    CASE
        WHEN legal_status = 'L0' AND sex = 'M1' THEN 'single_male'
        WHEN legal_status = 'L0' AND sex = 'F1' THEN 'single_female'
        WHEN legal_status = 'L4' AND sex = 'MM' THEN 'same_sex_unmarried_male'
        WHEN legal_status = 'L4' AND sex = 'FF' THEN 'same_sex_unmarried_female'
        WHEN legal_status = 'L3' AND sex = 'MF' THEN 'different_sex_unmarried_couple'
        WHEN legal_status = 'L2' AND sex = 'MF' THEN 'civil_partnership_different_sex'
        WHEN legal_status = 'L2' AND sex = 'MM' THEN 'civil_partnership_male'
        WHEN legal_status = 'L2' AND sex = 'FF' THEN 'civil_partnership_female'
        WHEN legal_status IN ('L1', 'L11', 'L12') AND sex = 'MF' THEN 'married_different_sex'
        WHEN legal_status IN ('L1', 'L11', 'L12') AND sex = 'MM' THEN 'married_male'
        WHEN legal_status IN ('L1', 'L11', 'L12') AND sex = 'FF' THEN 'married_female'
        ELSE 'adopters_not_known'
    END
