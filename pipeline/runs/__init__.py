"""What somebody asks for: a release, an audit, an explanation, a comparison, the check of one return."""
