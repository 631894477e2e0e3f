"""Files of other apps in, our own in and out."""
