"""What happened: one event for every call and every decision."""
