-- One row per method of counting episodes of need, with the editions that use it.
-- grain: method
-- source: DfE methodology of the children in need statistics 2016 to 2017; for 2018 the revised series as published
--   (at any point is what ended and what is open on 31 March); what differs between them: First Release decision
-- counted: An edition counts all its years by its own method. assessment_may_be_earlier: a case referred before the
--   year and closed after assessment needs no assessment in this return to be one that was only assessed.
--   any_closure_has_ended: a case with a closing date has ended, also when it closed before the year began.
-- not counted: Which other details DfE revised in 2018 is not known.
SELECT method, first_edition, last_edition, assessment_may_be_earlier, any_closure_has_ended
FROM (
    VALUES ('to_2017', 2014, 2017, FALSE, TRUE), ('from_2018', 2018, 9999, TRUE, FALSE)
) AS listed (method, first_edition, last_edition, assessment_may_be_earlier, any_closure_has_ended)
