"""What a person is doing: address, plan in work, compared plans, presentation, sign-in."""
