"""What exists: services, actions, resource types, condition keys, managed policies: packaged data, read lazily."""
