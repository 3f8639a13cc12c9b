"""The blocks that a mailing may be made of: what each holds, how it is drawn and changed."""
