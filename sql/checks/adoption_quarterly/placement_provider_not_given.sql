-- Children placed without the provider of the placement.
-- rule: placement_provider_not_given
-- record: adoption_children
-- field: PLACEMENT_PROVIDER
-- severity: query
-- effect: kept
-- message: The child is placed and PLACEMENT_PROVIDER is blank, so its placement is counted as not given. Say who recruited the adopters.
SELECT file_id, line
FROM raw.checked_adoption_children
WHERE moved_in_on IS NOT NULL AND placement_provider IS NULL
