"""What a trial file says: reading, fields, rules, vocabulary, schema."""
