"""Events made of stories and articles: which belong together, where and when, how many, and what lasts."""
