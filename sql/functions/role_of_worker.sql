-- Role of a social worker in the organisation, from its code.
role_of_worker(organisation_role) AS
    CASE organisation_role
        WHEN '1' THEN 'senior_manager'
        WHEN '2' THEN 'middle_manager'
        WHEN '3' THEN 'first_line_manager'
        WHEN '4' THEN 'senior_practitioner'
        WHEN '5' THEN 'case_holder'
        WHEN '6' THEN 'qualified_without_cases'
        ELSE 'role_not_known'
    END
