-- Major ethnic group of a social worker, from the code: Chinese is Asian, refused and not yet obtained are not known.
ethnicity_of_worker(ethnicity) AS
    CASE
        WHEN ethnicity IN ('WBRI', 'WIRI', 'WOTH') THEN 'white'
        WHEN ethnicity IN ('MWBC', 'MWBA', 'MWAS', 'MOTH') THEN 'mixed'
        WHEN ethnicity IN ('AIND', 'APKN', 'ABAN', 'CHNE', 'AOTH') THEN 'asian'
        WHEN ethnicity IN ('BCRB', 'BAFR', 'BOTH') THEN 'black'
        WHEN ethnicity = 'OOTH' THEN 'other_ethnic_group'
        ELSE 'ethnicity_not_known'
    END
