"""Analysts write the drafts of a report: `embedded` by rules, deterministic and offline; `llm` with a language model."""
