"""The program beside the standard: each item's status by rule, with its evidence and the next step."""
