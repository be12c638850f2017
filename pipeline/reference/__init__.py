"""Areas, populations, code lists, calendars and postcodes: what is known beside the returns."""
