"""Other apps' files in, ours in and out."""
