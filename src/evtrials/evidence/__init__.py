"""What was found: the rows of the tidy table, which of them stands for a question, what a trial is."""
