"""What is said about each kind of mistake. Keyed by the kind, which is stable; never by a library's English."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDS: Mapping[str, tuple[str, str]] = {  # kind -> (what is wrong, what to do)
    "missing": ('"{field}" is missing.', "Add a line `{field}: ...` to this block."),
    "extra_forbidden": ('"{field}" is not a field here.', "Check its spelling and indentation."),
    "empty": ('"{field}" has no value.', "Write one after the colon, or remove the line."),
    "day": ('"{field}" must be a date, not "{given}".', "Write it as YYYY-MM-DD, for example 2026-10-05."),
    "day_none": ('"{field}" must be a date, not "{given}". That day does not exist.', "Write a day of the calendar."),
    "time": ('"{field}" must be a time of day, not "{given}".', "Write it as HH:MM, for example 18:30."),
    "time_none": ('"{field}" must be a time of day, not "{given}".', "Hours go to 23 and minutes to 59."),
    "whole": ('"{field}" must be a whole number, not "{given}".', "Write digits only, for example 45."),
    "steps": (
        '"{field}" must say the points of each gap, from 0 to 999.',
        "Write for example {{2: 12, 1: 9}}: 12 points when the gap is 2, and 9 when it is 1.",
    ),
    "hours": ('"{field}" must be hours, not "{given}".', "Write from and to, for example 15:00-17:00."),
    "hours_none": ('"{field}" must be hours, not "{given}".', "Write times of one day; the second is the later one."),
    "spot": (
        '"{field}" must be a place on the map, not "{given}".',
        "Write degrees north and east, as 52.521, 13.405.",
    ),
    "spot_none": (
        '"{field}" must be a place on the map, not "{given}".',
        "North goes to 90 and east to 180; south and west have a minus.",
    ),
    "yes_no": ('"{field}" must be yes or no, not "{given}".', "Write yes or no."),
    "slug": (
        '"{field}" must be a short name, not "{given}".',
        "Use small letters a to z, digits and single dashes, for example first-meeting.",
    ),
    "question_id": (
        '"{field}" must be the name of a question, not "{given}".',
        "Use small letters a to z, digits and _, starting with a letter.",
    ),
    "link": ('"{field}" must be a web address, not "{given}".', "Start it with https:// and leave no spaces."),
    "google_id": (
        '"{field}" must be the link of a Google Sheet, not "{given}".',
        "Open the sheet and copy its address. It has /spreadsheets/d/ in it. Never use File, Share, Publish to web.",
    ),
    "mail": ('"{field}" must be an e-mail address, not "{given}".', "Write it as name@example.org."),
    "phone": ('"{field}" must be a phone number, not "{given}".', "Use digits, spaces and a + in front."),
    "literal_error": ('"{field}" cannot be "{given}".', "Choose one of: {expected}."),
    "string_type": ('"{field}" must be a text.', "Write it on one line, or in quotes."),
    "string_too_short": ('"{field}" has no value.', "Write one, or remove the line."),
    "string_too_long": ('"{field}" is too long.', "Write at most {max_length} characters."),
    "tuple_type": ('"{field}" must be a list.', "Put each entry on a line of its own that starts with a dash."),
    "model_type": ('"{field}" must be a block of lines.', "Indent its lines below it, each as `name: value`."),
    "dict_type": ('"{field}" must be a block of lines.', "Indent its lines below it, each as `name: value`."),
    "too_long": ('"{field}" has more than {max_length} entries.', "Take out those that matter least."),
    "too_short": ('"{field}" needs at least {min_length} of them.', "Add one more, on a line that starts with a dash."),
    "greater_than_equal": ('"{field}" must be at least {ge}, not "{given}".', "Write a larger number."),
    "less_than_equal": ('"{field}" must be at most {le}, not "{given}".', "Write a smaller number."),
    "int_type": ('"{field}" must be a whole number.', "Write digits only, for example 45."),
    "bool_type": ('"{field}" must be yes or no.', "Write yes or no."),
    "date_type": ('"{field}" must be a date.', "Write it as YYYY-MM-DD, for example 2026-10-05."),
    "time_type": ('"{field}" must be a time of day.', "Write it as HH:MM, for example 18:30."),
}
