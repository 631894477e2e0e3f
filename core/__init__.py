"""The product: everything Spotter knows about training, without a chat platform."""
