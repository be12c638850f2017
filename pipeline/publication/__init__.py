"""Publication: what is declared of a release, its figures as published, and the files they leave in."""
