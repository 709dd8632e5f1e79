"""AWS protocols by the service models: bytes to parameters and back; knows nothing of IAM."""
