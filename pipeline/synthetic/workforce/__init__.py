"""The workforce returns of the synthetic England: social workers with careers, in documents of their authorities."""
