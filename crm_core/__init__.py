"""What is true: the gallery's records and everything that may be done to them."""
