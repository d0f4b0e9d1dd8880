"""Analysts: who writes the drafts of a report. The embedded one is deterministic and offline."""
