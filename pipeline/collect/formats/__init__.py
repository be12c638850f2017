"""From a file's bytes to records: text, CSV, XML and workbooks, whoever sent them."""
