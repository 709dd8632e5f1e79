"""Ostiary: self-hosted identity and access management that speaks AWS IAM."""

__version__ = "0.1.0"
