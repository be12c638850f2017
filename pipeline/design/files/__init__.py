"""The files in which an editor declares a release, read; a mistake is answered with its line and field."""
