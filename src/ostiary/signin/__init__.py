"""Signing in with a browser: password and second factor, console sessions, switching roles, console federation."""
