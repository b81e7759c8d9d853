"""What a coordinator must look after: check-ins that are due, the health of matches, today's list, safety."""
