"""First Release: what is true, in plain Python and DuckDB. The orchestration is in ``assets``, which imports this."""
