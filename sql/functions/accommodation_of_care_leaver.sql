-- Accommodation of a care leaver from the letter of its code; the digit after it says whether it is suitable.
accommodation_of_care_leaver(accommodation) AS
    CASE substr(accommodation, 1, 1)
        WHEN 'B' THEN 'parents_or_relatives'
        WHEN 'C' THEN 'community_home'
        WHEN 'D' THEN 'semi_independent'
        WHEN 'E' THEN 'supported_lodgings'
        WHEN 'G' THEN 'gone_abroad'
        WHEN 'H' THEN 'deported'
        WHEN 'K' THEN 'ordinary_lodgings'
        WHEN 'R' THEN 'residence_not_known'
        WHEN 'S' THEN 'no_fixed_abode'
        WHEN 'T' THEN 'foyers'
        WHEN 'U' THEN 'independent_living'
        WHEN 'V' THEN 'emergency_accommodation'
        WHEN 'W' THEN 'bed_and_breakfast'
        WHEN 'X' THEN 'in_custody'
        WHEN 'Y' THEN 'other_accommodation'
        WHEN 'Z' THEN 'former_foster_carers'
    END
