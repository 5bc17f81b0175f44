"""What the columns are: their types, roles, names, dates and units."""
