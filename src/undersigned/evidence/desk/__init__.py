"""The pages on which a record is looked at, lists are read and articles are taken apart."""
