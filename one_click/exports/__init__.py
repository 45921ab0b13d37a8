"""Files as they come in: found, looked over and read, before any model sees a row."""
