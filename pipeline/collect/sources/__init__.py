"""Where returns are fetched from: a folder, a zip file, object storage, or a database after the collection closed."""
