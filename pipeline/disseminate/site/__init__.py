"""What readers open of a release: other formats, pages and charts, all made from its CSV files alone."""
