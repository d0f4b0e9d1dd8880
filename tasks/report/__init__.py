"""The weekly report: evidence -> drafts -> verified statements -> document -> Markdown, HTML, JSON."""
