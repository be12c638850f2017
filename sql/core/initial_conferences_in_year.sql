-- One row per initial child protection conference held during the year.
-- grain: collection_year, la_code, child_id, held_on
-- source: DfE methodology of the children in need statistics 2016 to 2017, table C4; conferences of CINdetails counted
--   from the referral: First Release decision, because the published bands add up to all conferences
-- counted: Conferences between 1 April and 31 March, of enquiries under section 47 and of CINdetails (children who
--   moved in). The duration is the working days from the start of the latest enquiry that led to it and had started
--   by then, or from the referral. One of both kinds on the same day is one, of the enquiry.
-- not counted: A second conference of the child on the same day. Conferences before the enquiry that led to them
--   started are counted but are in no band.
WITH sent AS (
    SELECT
        collection_year,
        la_code,
        file_id,
        line,
        element,
        child_number,
        initial_conference_on AS held_on,
        started_on AS counted_from,
        'section_47' AS module
    FROM staged.cin_section_47
    UNION ALL
    SELECT
        collection_year,
        la_code,
        file_id,
        line,
        element,
        child_number,
        initial_conference_on AS held_on,
        referred_on AS counted_from,
        'referral' AS module
    FROM staged.cin_referrals
),

conferences AS (
    SELECT
        sent.collection_year,
        sent.la_code,
        child.child_id,
        sent.file_id,
        sent.line,
        sent.held_on,
        sent.counted_from
    FROM sent
    INNER JOIN core.cin_children AS child
        ON child.file_id = sent.file_id AND child.child_number = sent.child_number
    WHERE sent.held_on BETWEEN year_begins_on(sent.collection_year) AND year_ends_on(sent.collection_year)
    QUALIFY
        row_number() OVER (
            PARTITION BY sent.collection_year, sent.la_code, child.child_id, sent.held_on
            ORDER BY
                CASE WHEN sent.module = 'section_47' THEN 0 ELSE 1 END,
                CASE WHEN sent.counted_from <= sent.held_on THEN 0 ELSE 1 END,
                sent.counted_from DESC NULLS LAST,
                sent.file_id,
                sent.element
        ) = 1
),

timed AS (
    SELECT
        conference.collection_year,
        conference.la_code,
        conference.child_id,
        conference.file_id,
        conference.line,
        conference.held_on,
        conference.counted_from,
        CASE
            WHEN conference.counted_from <= conference.held_on THEN held.working_day_number - began.working_day_number
        END AS working_days
    FROM conferences AS conference
    LEFT JOIN core.working_days AS held ON held.on_date = conference.held_on
    LEFT JOIN core.working_days AS began ON began.on_date = conference.counted_from
)

SELECT
    collection_year,
    la_code,
    child_id,
    file_id,
    line,
    held_on,
    counted_from,
    working_days,
    CASE
        WHEN counted_from > held_on THEN 'conference_before_enquiry'
        ELSE coalesce(CAST(working_days AS VARCHAR), 'working_days_not_known')
    END AS working_days_to_conference,
    CASE
        WHEN counted_from > held_on THEN 'conference_before_enquiry'
        ELSE conference_band(working_days)
    END AS duration_to_conference,
    CASE WHEN working_days <= 15 THEN 'within_15_working_days' ELSE 'not_within_15_working_days' END
        AS within_15_working_days
FROM timed
