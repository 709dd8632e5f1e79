"""IAM Roles Anywhere: trust anchors, profiles and revocation lists, and sessions for workloads with a certificate."""
