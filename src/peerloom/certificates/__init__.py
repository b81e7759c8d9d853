"""Certificates and letters of service hours: who has earned which, their codes, and their pages as PDF."""
