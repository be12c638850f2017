"""First Release: what is true. Plain Python and DuckDB; the orchestration lives in ``assets`` and nothing here imports it."""
