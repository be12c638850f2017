-- Outward code of a full postcode written without a space.
outward_code(postcode) AS
    substr(postcode, 1, length(postcode) - 3)
