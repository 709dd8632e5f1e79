"""IAM Access Analyzer: one small function per API operation."""
