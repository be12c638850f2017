-- Band of a total score of the Strengths and Difficulties Questionnaire, 0 to 40.
sdq_band(score) AS
    CASE
        WHEN score <= 13 THEN 'sdq_normal'
        WHEN score <= 16 THEN 'sdq_borderline'
        WHEN score >= 17 THEN 'sdq_concern'
        ELSE 'sdq_no_score'
    END
