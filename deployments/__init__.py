"""What runs where and when: country profiles, schedules, containers."""
