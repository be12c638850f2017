-- A disability of a child, and its place among those of the same code.
-- record: disabilities
-- place_of_code: disabilities.disability
SELECT
    disabilities.*,
    row_number() OVER (
        PARTITION BY disabilities.file_id, disabilities.child_number, disabilities.disability
        ORDER BY disabilities.element
    ) AS place_of_code
FROM raw.checked_cin_disabilities AS disabilities
