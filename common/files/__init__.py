"""Files read and written, whatever they hold."""
