"""One edition under protection: its unknowns, what adds up in them, earlier releases, the proof."""
