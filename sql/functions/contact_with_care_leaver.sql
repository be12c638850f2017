-- Whether an authority was in touch with a care leaver, from its code.
contact_with_care_leaver(in_touch) AS
    CASE in_touch
        WHEN 'YES' THEN 'in_touch'
        WHEN 'NO' THEN 'not_in_touch'
        WHEN 'REFU' THEN 'refuses_contact'
        WHEN 'NREQ' THEN 'no_longer_requires_services'
        WHEN 'DIED' THEN 'died'
        WHEN 'RHOM' THEN 'returned_home'
        ELSE 'in_touch_not_known'
    END
