"""The checks of ValidatePolicy by what they look at: each is a function from a document to the places that it finds."""
