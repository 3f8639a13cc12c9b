"""Which column of a file is what: by the headers of the systems that people move from."""
