"""What goes out: tables for R, spreadsheets, databases and data frames, with what tells a reader of them what they are."""
