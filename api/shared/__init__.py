"""What reading and writing share: parameters, pages, errors, keys, the description."""
