"""First Release: what is true, in plain Python and DuckDB. The orchestration is in ``assets``; nothing here imports it."""
