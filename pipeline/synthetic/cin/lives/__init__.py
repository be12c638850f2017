"""The stories behind the synthetic census: referrals, plans and people, patch by patch."""
