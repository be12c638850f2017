"""Tests of the release of stability: invented samples with expected values, and what is published."""
