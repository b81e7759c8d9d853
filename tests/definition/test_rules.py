from __future__ import annotations

import pytest

from peerloom.definition import rules
from peerloom.definition.reader import read_program
from peerloom.definition.rules import RULES
from peerloom.definition.standard_forms import standard_forms
from peerloom.definition.zones import zone_of

GOOD = """\
program:
  id: north-star
  name: North Star
  tagline: A place to talk.
  summary: Older students meet younger ones.
  with_minors: no
goals:
  - {id: talk, title: Talk more, measure: hours, target: 100}
roles:
  - {id: mentor, title: Mentor, summary: Listens., form: mentor-sign-up}
cohorts:
  - id: first
    title: First
    sign_up_opens: 2026-08-01
    sign_up_closes: 2026-09-01
    matching: 2026-09-10
    starts: 2026-10-01
    ends: 2027-06-01
training:
  required_topics: [listening]
  modules:
    - id: listening
      title: Listening
      summary: How to listen.
      for: [mentor]
      minutes: 45
      topics: [listening]
      objectives: [Ask open questions.]
      scenarios:
        - id: bench
          title: On the bench
          setting: You sit.
          steps:
            - id: start
              scene: Silence.
              choices:
                - {say: Wait., happens: It helps., verdict: good, next: later}
                - {say: Talk., happens: It hurts., verdict: poor}
            - id: later
              scene: A word.
              choices:
                - {say: Nod., happens: It helps., verdict: good}
                - {say: Go., happens: It hurts., verdict: poor}
      checks:
        - id: open
          ask: Which is open?
          answers:
            - {say: How was it?, right: yes, why: It lets them talk.}
            - {say: Was it good?, right: no, why: It ends with yes.}
    - id: later-on
      title: Later
      summary: More.
      for: [mentor]
      minutes: 45
      needs: [listening]
      objectives: [Go on.]
partners:
  - {id: library, name: Library, kind: library, summary: Books.}
projects:
  - {id: garden, title: Garden, need: Food, summary: Dig., partner: library, from: 2026-10-01, to: 2026-11-01}
forms:
  - id: mentor-sign-up
    opens: 2026-08-01
    closes: 2026-09-01
  - id: mentee-sign-up
  - id: hours-log
evaluation:
  figures: [hours]
matching:
  require:
    - {rule: share, question: languages}
    - {rule: gap, question: year, least: 2, most: 6}
  prefer:
    - {wish: covers, mentee: help_with, mentor: can_help_with}
publication: {least: 10}
"""
_SURVEY = "- id: hours-log\n  - id: survey\n    drop: [belong, adult, friends, plan, lead, team, aware, act, feel_ok]"
_WORDS = "evaluation:\n  wording: {solve: 676729e8, speak: 17624618}\n"

ROWS = [
    ("ids_are_unique", "id: later-on", "id: listening", 'The id "listening" is used twice in this list.'),
    ("named_partners_exist", "partner: library", "partner: libary", 'There is no partner "libary". Did you mean "library"?'),
    ("needed_modules_exist", "needs: [listening]", "needs: [listen]", 'There is no module "listen". Did you mean "listening"?'),
    ("no_module_needs_itself", "needs: [listening]", "needs: [later-on]", '"later-on" would have to be taken before itself.'),
    ("role_plays_can_be_played", "next: later}", "next: latter}", 'There is no step "latter" in this role play. Did you mean "later"?'),
    ("role_plays_can_be_played", ", next: later}", "}", 'No choice leads to the step "later".'),
    ("self_checks_have_a_right_answer", "right: yes", "right: no", 'The question "open" has no right answer.'),
    ("self_checks_have_a_right_answer", "right: no", "right: yes", 'The question "open" has no wrong answer.'),
    ("required_topics_are_covered", "required_topics: [listening]", "required_topics: [listening, civic]", 'No module covers the topic "civic" (civic responsibility).'),
    ("dates_are_in_order", "matching: 2026-09-10", "matching: 2026-11-10", '"starts" is before "matching".'),
    ("dates_are_in_order", "to: 2026-11-01", "to: 2026-01-01", '"to" is before "from".'),
    ("dates_are_in_order", "closes: 2026-09-01\n  - id", "closes: 2026-07-01\n  - id", '"closes" is before "opens".'),
    ("form_findings", "- id: hours-log", "- id: hours-log\n    drop: [project, minuts]", '"minuts"'),
    ("goals_have_a_measure", ", measure: hours, target: 100", "", 'The goal "talk" has no measure.'),
    ("goals_have_a_measure", "measure: hours", "measure: hour", 'There is no figure or question "hour". Did you mean "hours"?'),
    ("goals_have_a_measure", ", target: 100", "", 'The goal "talk" has no target.'),
    ("measures_have_questions", "[hours]", "[hours, goals-set]", '"goals-set" is computed from the form "goal", which this program does not have.'),
    ("measures_have_questions", "- id: hours-log", "- id: hours-log\n    drop: [minutes]", '"hours" is computed from the question "hours-log.minutes"'),
    ("shown_figures_exist", "figures: [hours]", "figures: [ours]", 'There is no figure "ours". Did you mean "hours"?'),
    ("shown_figures_exist", "figures: [hours]", "figures: [hours, seats-used]", 'The figure "seats-used" is for the coordinator only.'),
    ("roles_name_their_form", "form: mentor-sign-up", "form: mentor-signup", 'There is no form "mentor-signup". Did you mean "mentor-sign-up"?'),
    (
        "links_are_for_answering",
        "- id: hours-log",
        "- id: hours-log\n    link: https://docs.google.com/forms/d/1AbC/edit#responses",
        'The link of "hours-log" is the one to edit the form: everybody could change it.',
    ),
    ("minors_are_protected", "with_minors: no", "with_minors: yes", "Minors take part, but nobody is named whom they can call."),
    ("disclosure_is_not_looser", "least: 10", "least: 5", '"least" is below 10, so figures could point at a person.'),
    ("matching_rules_can_hold", "question: languages", "question: language", 'There is no question "language" in the sign-ups. Did you mean "languages"?'),
    ("matching_rules_can_hold", "least: 2, most: 6", "least: 7, most: 6", "This rule can never hold: least is above most."),
    ("matching_rules_can_hold", "rule: gap, question: year", "rule: gap, question: interests", '"interests" has no order, so there is no gap.'),
    ("matching_rules_can_hold", "mentor: can_help_with", "weight: high", 'This needs "mentor".'),
    ("sources_can_be_read", "goals:\n", "sources: {write_back: yes}\ngoals:\n", "There is no spreadsheet to write to."),
    ("sources_can_be_read", "goals:\n", "sources: {zone: Europe/Nowhere}\ngoals:\n", 'There is no time zone "Europe/Nowhere".'),
    ("sources_can_be_read", "goals:\n", "sources: {zone: UTC, forms: {nothing: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}}\ngoals:\n", 'There is no form "nothing".'),
    ("sources_can_be_read", "goals:\n", "sources: {forms: {mentor-sign-up: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}}\ngoals:\n", "Google gives the times of these forms in UTC, so the time zone of the program must be known."),
    ("standards_are_known", "goals:\n", "standards: {edition: 5, not_applicable: {EL-7: No.}}\ngoals:\n", 'There is no item "EL-7" in edition 5.'),
    ("standards_are_known", "goals:\n", "standards: {edition: 4, evidence: {EL-07: {note: N., by: Board, on: 2026-01-01}}}\ngoals:\n", 'There is no item "EL-07" in edition 4.'),
    (
        "standards_are_known",
        "goals:\n",
        "standards: {edition: 5, not_applicable: {EL-07: No.}, evidence: {EL-07: {note: N., by: Board, on: 2026-01-01}}}\ngoals:\n",
        '"EL-07" stands under evidence and under not_applicable.',
    ),
    ("standards_are_known", "goals:\n", "standards: {edition: 5, local: [{id: a, of: Us, title: T., next: N., needs: [form hours-lag]}]}\ngoals:\n", 'There is no form "hours-lag".'),
    ("standards_are_known", "goals:\n", "standards: {edition: 5, local: [{id: a, of: Us, title: T., next: N., needs: [question hours-log minuts]}]}\ngoals:\n", 'There is no question "minuts" in the form "hours-log".'),
    ("standards_are_known", "goals:\n", "standards: {edition: 5, local: [{id: a, of: Us, title: T., next: N., needs: [topic lisening]}]}\ngoals:\n", 'There is no topic "lisening".'),
    ("standards_are_known", "goals:\n", "standards: {edition: 5, local: [{id: a, of: Us, title: T., next: N., needs: [policy closing]}]}\ngoals:\n", 'There is no kind of policy "closing".'),
    ("standards_are_known", "goals:\n", "standards: {edition: 5, local: [{id: a, of: Us, title: T., next: N., needs: [screened interview_on]}]}\ngoals:\n", '"screened interview_on" is nothing that can be looked up.'),
    (
        "standards_are_known",
        "goals:\n",
        "standards: {edition: 5, local: [{id: a, of: Us, title: T., next: N.}, {id: a, of: Us, title: T., next: N.}]}\ngoals:\n",
        'The id "a" is used twice in this list.',
    ),
    ("fairness_has_a_use", "matching:\n", "matching:\n  mode: total\n  fairness: {price: 2}\n", '"fairness" does nothing in the mode "total".'),
    ("model_can_be_formed", "goals:\n", "model: {kind: group, how: In groups., group_least: 4, group_most: 3}\ngoals:\n", "A group needs 4 people at least, but may have 3 at most."),
    ("matching_rules_can_hold", "can_help_with}", "can_help_with, steps: {1: 2}}", '"steps" does nothing for the wish "covers".'),
    ("matching_rules_can_hold", "wish: covers, mentee: help_with, mentor: can_help_with", "wish: steps, question: year", "This wish has no step with points."),
    ("matching_rules_can_hold", "wish: covers, mentee: help_with, mentor: can_help_with", "wish: steps, question: year, steps: {1: 5}, points: 5", '"steps" says the points itself, so "points" is too much.'),
    ("matching_rules_can_hold", "wish: covers, mentee: help_with, mentor: can_help_with", "wish: steps, question: year, steps: {1: 5}, weight: low", '"steps" says the points itself, so "weight" is too much.'),
    ("matching_rules_can_hold", "can_help_with}", "can_help_with, points: 5, weight: low}", "This wish says twice how much it counts."),
    ("points_can_be_divided", "can_help_with}", "can_help_with, points: 600}\n    - {wish: similar, question: goals, points: 401}", "The wishes together give 1001 points; more than 1000 cannot be told apart."),
    ("matching_rules_can_hold", "rule: share, question: languages", "rule: share, question: languages, km: 3", '"km" does nothing for the rule "share".'),
    ("matching_rules_can_hold", "rule: share, question: languages", "rule: screened, question: languages", '"question" does nothing for the rule "screened".'),
    ("matching_rules_can_hold", "can_help_with}", "can_help_with, hours: 2}", '"hours" does nothing for the wish "covers".'),
    ("matching_rules_can_hold", "rule: share, question: languages", "rule: share, question: languages, mentor: interests", 'This names "question" and one question of a side as well.'),
    ("matching_rules_can_hold", "rule: share, question: languages", "rule: share, mentor: can_help_with, mentee: gender", '"can_help_with" and "gender" have no option in common.'),
    ("matching_rules_can_hold", "rule: share, question: languages", "rule: share, question: goals, least: 11", "This rule can never hold: the form offers 10 answers in common only."),
    ("matching_rules_can_hold", "rule: share, question: languages", "rule: share, question: languages, least: 0", '"least" must be at least 1.'),
    ("matching_rules_can_hold", "rule: share, question: languages", "rule: overlap, question: free, least: 29", "This rule can never hold: the form offers 28 times only."),
    ("matching_rules_can_hold", "rule: share, question: languages", "rule: overlap, question: free, hours: 0", '"hours" must be at least 1.'),
    ("matching_rules_can_hold", "rule: share, question: languages", "rule: new, months: 0", '"months" must be at least 1.'),
    ("matching_rules_can_hold", "rule: share, question: languages", "rule: compatible, question: place, any: any of those", '"any of those" is no option of this question. Did you mean "any of these"?'),
    ("matching_rules_can_hold", "rule: share, question: languages", "rule: near, question: place, km: 5", 'No option of "place" has a place on the map, so there are no kilometres.'),
    ("matching_rules_can_hold", "rule: share, question: languages", "rule: near, mentor: place, mentee: gender", "This rule can never hold: no two answers are near each other."),
    ("matching_rules_can_hold", "least: 2, most: 6", "least: 9", "This rule can never hold: the gap goes from -8 to 8."),
    ("matching_rules_can_hold", "least: 2, most: 6", "most: -9", "This rule can never hold: the gap goes from -8 to 8."),
    ("matching_rules_can_hold", "rule: gap, question: year", "rule: gap, mentor: born, mentee: year", "A day and a number have no gap."),
    ("matching_rules_can_hold", "wish: covers, mentee: help_with, mentor: can_help_with", "wish: steps, question: style, steps: {4: 1, 5: 2}", "No two answers have the gap 5: it goes from -4 to 4."),
    ("matching_rules_can_hold", "wish: covers, mentee: help_with, mentor: can_help_with", "wish: similar, mentee: gender, mentor: values", 'This wish can never give points: "values" and "gender" have no option in common.'),
    ("matching_rules_can_hold", "wish: covers, mentee: help_with, mentor: can_help_with", "wish: waited, weight: must", "Nobody could have waited in a first round, so waiting cannot be a must."),
    ("matching_rules_can_hold", "wish: covers, mentee: help_with, mentor: can_help_with", "wish: asked, mentee: hopes", 'This needs "mentor".'),
    ("matching_rules_can_hold", "wish: covers, mentee: help_with, mentor: can_help_with", "wish: asked, mentee: hopes, mentor: gender", '"hopes" and "gender" have no option in common.'),
    ("matching_rules_can_hold", "wish: covers, mentee: help_with, mentor: can_help_with", "wish: asked, mentee: wish_is, any: anyone", '"any" does nothing where people are named in words.'),
    ("matching_rules_can_hold", "wish: covers, mentee: help_with, mentor: can_help_with", "wish: asked, mentee: gender, mentor: gender, any: anyone", '"anyone" is no option of this question.'),
    ("matching_rules_can_hold", "wish: covers, mentee: help_with, mentor: can_help_with", "wish: overlap, question: free, hours: 0", '"hours" must be at least 1.'),
    ("matching_rules_can_hold", "wish: covers, mentee: help_with, mentor: can_help_with", "wish: near, question: place, steps: {2: 3}", 'No option of "place" has a place on the map, so there are no kilometres.'),
    ("matching_rules_can_hold", "wish: covers, mentee: help_with, mentor: can_help_with", "wish: near, question: place, steps: {-2: 3}", "Kilometres are not below 0."),
    ("matching_rules_agree", "rule: share, question: languages}", "rule: share, question: languages}\n    - {rule: differ, question: languages}", "one wants the same answer, another one a different answer."),
    ("matching_rules_agree", "least: 2, most: 6}", "least: 2, most: 6}\n    - {rule: gap, question: year, least: 7}", "This can never hold together with a rule above: they leave no gap."),
    ("matching_rules_agree", "wish: covers, mentee: help_with, mentor: can_help_with", "wish: steps, question: year, steps: {1: 3}, weight: must", "This can never hold together with a rule above: they leave no gap."),
    ("hours_are_known", "matching:\n", 'matching:\n  week: {lunch: "12:00-13:00"}\n', '"week" does nothing: no rule or wish counts hours.'),
    ("hours_are_known", "rule: share, question: languages", "rule: overlap, question: languages, hours: 1", '"languages" is not a grid of days and times, so there are no hours.'),
    ("hours_are_known", "matching:\n  require:\n    - {rule: share, question: languages}", 'matching:\n  zone: UTC\n  week: {lunch: "12:00-13:00"}\n  require:\n    - {rule: overlap, question: free, hours: 1}', 'The hours of "before school" are not known.'),
    ("areas_are_asked", "matching:\n", 'matching:\n  areas: {Mitte: "52.5, 13.4"}\n', '"areas" does nothing: no rule or wish is about what is near.'),
    ("areas_are_asked", "matching:\n  require:\n    - {rule: share, question: languages}", 'matching:\n  areas: {at scool: "52.5, 13.4"}\n  require:\n    - {rule: near, question: place}', '"at scool" is no option of a question about places. Did you mean "at school"?'),
    ("speed_meetings_are_heard", "    - {wish: covers, mentee: help_with, mentor: can_help_with}\n", "    - {wish: met}\n", "This wish reads the answers to speed meetings, and none are planned."),
    ("speed_meetings_are_heard", "matching:\n", "matching:\n  speed_meetings: {rounds: 4}\n", "Speed meetings are planned, but nobody is asked how they went."),
    ("matching_rules_can_hold", "mentee: help_with", "mentee: can_help_with", 'There is no question "can_help_with" in the mentee sign-up.'),
    ("survey_words_are_kept", "- id: hours-log", _SURVEY, "Nothing notices when the words of 2 survey questions change."),
    ("survey_words_are_kept", "evaluation:\n", _WORDS, 'The survey has no question "solve" with marks from 1 to 5.'),
    ("scales_are_whole", "evaluation:\n", "evaluation:\n  scales: [{id: s, title: S, items: [solve, speak]}]\n", 'The survey has no question "solve" with marks from 1 to 5.'),
]  # fmt: skip


def test_the_good_program_has_no_problem() -> None:
    assert [problem.message for problem in read_program(GOOD).problems] == []


@pytest.mark.parametrize(("rule", "good", "bad", "expected"), ROWS)
def test_a_rule_tells_what_breaks_it(rule: str, good: str, bad: str, expected: str) -> None:
    assert GOOD.count(good) == 1  # or the row would test nothing
    assert hasattr(rules, rule)
    said = [f"{problem.message} {problem.hint}" for problem in read_program(GOOD.replace(good, bad)).problems]
    assert any(expected in sentence for sentence in said), said


@pytest.mark.parametrize(
    ("minors", "settings", "wrong"),
    [
        ("no", "least: 5, round_to: 3, percent_least: 10, looser: yes", []),
        ("no", "least: 5, looser: no", ["least"]),
        ("no", "least: 4, round_to: 2, percent_least: 9, looser: yes", ["least", "round_to", "percent_least"]),
        ("yes", "least: 9, looser: yes", ["least"]),
        ("yes", "least: 10, round_to: 3, looser: yes", []),
        ("no", "least: 30, round_to: 10, percent_least: 50", []),
    ],
)
def test_less_careful_figures_have_to_be_said(minors: str, settings: str, wrong: list[str]) -> None:
    text = GOOD.replace("with_minors: no", f"with_minors: {minors}")
    assert text.count("publication:") == 1
    start = text.index("publication:")
    rest = text[start:].split("\n")
    block = [rest[0], *_indented(rest[1:])]
    text = text.replace("\n".join(block), f"publication: {{{settings}}}")
    said = [problem.message for problem in read_program(text).problems if "point at a person" in problem.message]
    assert [message.split('"')[1] for message in said] == wrong


def _indented(lines: list[str]) -> list[str]:
    found = []
    for line in lines:
        if not line.startswith(" "):
            break
        found.append(line)
    return found


def test_every_rule_has_a_row() -> None:
    assert RULES
    assert {rule.__name__ for rule in RULES} == {row[0] for row in ROWS}


def test_a_program_with_minors_needs_four_policies_and_a_number_to_call() -> None:
    said = [problem.message for problem in read_program(GOOD.replace("with_minors: no", "with_minors: yes")).problems]
    assert len(said) == 5
    assert sum("no policy of the kind" in sentence for sentence in said) == 4


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("mode: fair", '70:9 "mode" cannot be "fair". Choose one of: balanced, total, leximin, stable.'),
        ("fairness: {price: 101}", '70:21 "price" must be at most 100, not "101". Write a smaller number.'),
        ("fairness: {price: -1}", '70:21 "price" must be at least 0, not "-1". Write a larger number.'),
        ("fairness: {price: 0.5}", '70:21 "price" must be a whole number, not "0.5". Write digits only'),
        ("fairness: {prize: 2}", '70:14 "prize" is not a field here. Did you mean "price"?'),
        ("fairness: {price: 0}", ""),
        ("mode: leximin", ""),
    ],
)
def test_mode_and_price_are_checked_at_their_place(entry: str, expected: str) -> None:
    text = GOOD.replace("matching:\n", f"matching:\n  {entry}\n")
    problems = read_program(text).problems
    assert len(problems) == bool(expected)
    for one in problems:
        assert f"{one.place} {one.message} {one.hint}".removeprefix("program.yaml:").startswith(expected)


MODELS = [
    ("kind: group, group_least: 7", "A group needs 7 people at least, but may have 6 at most."),
    ("kind: group, group_most: 2", "A group needs 3 people at least, but may have 2 at most."),
    ("kind: group, mentors_most: 2", "A group needs 3 people, but a mentor may take 2 at most."),
    ("kind: group, group_least: 4", "A group needs 4 people, but the mentor sign-up offers 3 at most."),
    ("kind: group, group_least: 0", '"group_least" must be at least 1, not "0".'),
    ("kind: group, co_mentors: 3", '"co_mentors" must be at most 2, not "3".'),
    ("kind: group, group_slot: free", ""),
    ("kind: group, group_slot: fre", 'There is no question "fre" in the mentee sign-up. Did you mean "free"?'),
    ("kind: group, group_slot: phone", '"phone" has no times to tick, so no common time can be found.'),
    ("kind: group, circle: 3", '"circle" does nothing in the kind "group".'),
    ("kind: one-on-one, group_least: 2", '"group_least" does nothing in the kind "one-on-one".'),
    ("kind: cross-age, co_mentors: 2", '"co_mentors" does nothing in the kind "cross-age".'),
    ("kind: reciprocal, mentors_most: 2", '"mentors_most" does nothing in the kind "reciprocal".'),
    ("kind: reciprocal, circle: 4", '"circle" must be at most 3, not "4".'),
]  # fmt: skip


@pytest.mark.parametrize(("model", "expected"), MODELS)
def test_a_model_is_checked_at_its_line(model: str, expected: str) -> None:
    text = GOOD
    if "reciprocal" in model:
        form = "  - id: mentor-sign-up\n    opens: 2026-08-01\n    closes: 2026-09-01\n"
        text = text.replace(form, "").replace("form: mentor-sign-up", "form: mentee-sign-up")
        text = text.replace("mentor: can_help_with", "mentor: interests")
    model, last = f"{{how: We meet., {model}}}", model.rsplit(", ", maxsplit=1)[-1].split(":", maxsplit=1)[0]
    problems = read_program(f"{text}model: {model}\n").problems
    said = [f"{one.message} {one.hint}" for one in problems]
    assert [one.startswith(expected) for one in said] == ([True] if expected else []), said
    line = f"program.yaml:{text.count(chr(10)) + 1}:"
    at = {f"{line}{7 + shift + model.index(last)}" for shift in (1, len(last) + 3)}  # the field, or its value
    assert {str(one.place) for one in problems} <= at


@pytest.mark.parametrize(
    ("model", "matching", "expected"),
    [
        ("kind: reciprocal", "mode: stable", 'The kind "reciprocal" knows no mode "stable".'),
        ("kind: group", "mode: leximin", 'The kind "group" knows no mode "leximin".'),
        ("kind: group", "mode: balanced", '"mode" does nothing for groups'),
        ("kind: group", "fairness: {price: 2}", '"fairness" does nothing for groups'),
        ("kind: reciprocal, circle: 3", "fairness: {price: 2}", '"fairness" does nothing for circles of three'),
        ("kind: reciprocal", "fairness: {price: 2}", None),
        ("kind: group", "mode: total", None),
        ("kind: group", "speed_meetings: {rounds: 2}", 'The kind "group" knows no speed meetings'),
        ("kind: reciprocal", "speed_meetings: {rounds: 2}", 'The kind "reciprocal" knows no speed meetings'),
    ],
)
def test_a_mode_that_a_model_does_not_know_is_told(model: str, matching: str, expected: str | None) -> None:
    text = GOOD.replace("matching:\n", f"matching:\n  {matching}\n") + f"model: {{how: We meet., {model}}}\n"
    said = [one.message for one in read_program(text).problems if str(one.place).startswith("program.yaml:70")]
    assert [one.startswith(expected or "") for one in said] == ([True] if expected else [])


def test_peers_sign_up_with_one_form() -> None:
    said = [f"{p.message} {p.hint}" for p in read_program(GOOD + "model: {how: We meet., kind: reciprocal}\n").problems]
    assert any(one.startswith("Peers all sign up with one form, so nobody would be paired from this") for one in said)
    assert any(one.startswith('There is no question "can_help_with" in the mentor sign-up') for one in said)


def test_balanced_at_one_percent_is_what_a_program_gets() -> None:
    program = read_program(GOOD).program
    assert program is not None
    assert (program.matching.mode, program.matching.fairness.price) == ("balanced", 1)


WEEK = """\
  week:
    before school: "07:00-08:00"
    lunch: "12:00-13:00"
    after school: "15:00-17:00"
    evening: "17:00-20:00"
"""
HOURS = GOOD.replace("matching:\n", f"matching:\n  zone: Europe/Berlin\n{WEEK}").replace(
    "rule: share, question: languages", "rule: overlap, question: free, hours: 2"
)


def hints(text: str) -> list[str]:
    return [
        f"{one.place} {one.message} {one.hint}".removeprefix("program.yaml:") for one in read_program(text).problems
    ]


def test_hours_with_a_week_and_a_zone_are_fine() -> None:
    assert hints(HOURS) == []


@pytest.mark.parametrize(
    ("good", "bad", "expected"),
    [
        ("zone: Europe/Berlin", "zone: Europe/Berlim", '70:9 "Europe/Berlim" is not a known time zone. Use a name of'),
        ("  zone: Europe/Berlin\n", "", 'The sign-up asks for the time zone, but not everybody answers; this needs "zone".'),
        ('"15:00-17:00"', '"17:00-15:00"', '74:19 "after school" must be hours, not "17:00-15:00". Write times of one day'),
        ('"15:00-17:00"', "3 pm", '74:19 "after school" must be hours, not "3 pm". Write from and to, for example 15:00-17:00.'),
        ('"15:00-17:00"', '"15:00-24:10"', '74:19 "after school" must be hours, not "15:00-24:10".'),
        ("after school:", "after scool:", 'Add it to `week:` under matching, for example after school: "15:00-17:00".'),
        ("    lunch:", '    noon: "12:00-12:30"\n    lunch:', '73:11 "noon" is no column of that question.'),
        ("hours: 2", "hours: 49", ""),
        ("hours: 2", "hours: 50", "This rule can never hold: the week of the form has 49 hours only."),
        ("wish: covers, mentee: help_with, mentor: can_help_with", "wish: overlap, question: free, hours: 50", "This wish can never give all its points: the week of the form has 49 hours only."),
        ("  zone: E", "  zones: {UTC+1 (Berlin): Europe/Paris}\n  zone: E", ""),
        ("  zone: E", "  zones: {UTC+1 (Bern): Europe/Zurich}\n  zone: E", '"UTC+1 (Bern)" is no option of "zone". Did you mean'),
        ("  zone: E", "  zones: {UTC+1 (Berlin): Europe/Bern}\n  zone: E", '"Europe/Bern" is not a known time zone.'),
        (
            "- id: mentee-sign-up",
            "- id: mentee-sign-up\n    questions: [{id: zone, options: [here, there]}]",
            'The time zone of the option "here" is not known.',
        ),
        (
            "- id: mentee-sign-up",
            "- id: mentee-sign-up\n    questions: [{id: zone, other: yes}]",
            'People may write a time zone of their own into "zone"; hours cannot be counted with that.',
        ),
        ("- id: mentee-sign-up", "- id: mentee-sign-up\n    drop: [zone]", ""),
        (
            "- id: mentee-sign-up",
            "- id: mentee-sign-up\n    questions: [{id: free, rows: [a, b, c, d, e, f, g, h]}]",
            '"free" has more than seven days. Use a grid with a row for each day, from Monday on',
        ),
    ],
)  # fmt: skip
def test_hours_and_zones_are_checked_at_their_place(good: str, bad: str, expected: str) -> None:
    assert HOURS.count(good) == 1
    found = hints(HOURS.replace(good, bad))
    assert bool(found) == bool(expected), found
    assert not expected or any(expected in one for one in found), found


def test_every_option_of_the_standard_zone_question_is_known() -> None:
    options = next(q.options for q in standard_forms()["mentor-sign-up"].questions if q.id == "zone")
    assert len(options) > 10
    assert all(zone_of(option) is not None for option in options)
    assert [zone_of(odd) for odd in ("", "Europe", "../secret/x", "UTC+1 (Nowhere)", "Europe/..", "/etc/x")] == [
        None
    ] * 6
    assert str(zone_of("UTC+3 (São Paulo)")) == "America/Sao_Paulo"
    assert str(zone_of("here", {"here": "Asia/Tokyo"})) == "Asia/Tokyo"


AREAS = GOOD.replace(
    "matching:\n", 'matching:\n  areas:\n    at school: "52.5200, 13.4050"\n    at a library: 52.53, 13.405\n'
).replace("rule: share, question: languages", "rule: near, question: place, km: 2")


@pytest.mark.parametrize(
    ("good", "bad", "expected"),
    [
        ("km: 2", "km: 0", ""),
        ("km: 2", "km: -1", '"km" must be at least 0.'),
        ('"52.5200, 13.4050"', "in town", '"at school" must be a place on the map, not "in town". Write degrees north and east'),
        ('"52.5200, 13.4050"', '"92.5, 13.4"', '"at school" must be a place on the map, not "92.5, 13.4". North goes to 90'),
        ('"52.5200, 13.4050"', '"2.5, 183.4"', '"at school" must be a place on the map, not "2.5, 183.4". North goes to 90'),
    ],
)  # fmt: skip
def test_places_are_checked(good: str, bad: str, expected: str) -> None:
    assert AREAS.count(good) == 1
    assert hints(AREAS) == []
    found = hints(AREAS.replace(good, bad))
    assert bool(found) == bool(expected), found
    assert not expected or any(expected in one for one in found), found


@pytest.mark.parametrize(
    ("steps", "fine"),
    [("{2: 12, 1: 9}", True), ("{-1: 3}", True), ("[12, 9]", False), ("{far: 9}", False), ("{1: -9}", False), ("{1: 9.5}", False)],
)  # fmt: skip
def test_steps_are_whole_points_of_whole_gaps(steps: str, fine: bool) -> None:
    text = GOOD.replace(
        "wish: covers, mentee: help_with, mentor: can_help_with", f"wish: steps, question: year, steps: {steps}"
    )
    assert [one.partition('"')[2] for one in hints(text)] == ([] if fine else ['steps" must say the points of each gap, from 0 to 999. Write for example {2: 12, 1: 9}: 12 points when the gap is 2, and 9 when it is 1.'])  # fmt: skip


def test_more_rules_than_can_be_told_apart_are_refused() -> None:
    rule = "    - {rule: share, question: languages}\n"
    found = hints(GOOD.replace(rule, rule * 24))
    assert any('"require" has more than 24 entries. Take out those that matter least.' in one for one in found), found


def test_without_a_question_for_it_nobody_needs_a_zone() -> None:
    text = HOURS.replace("  zone: Europe/Berlin\n", "").replace(
        "- id: mentee-sign-up", "- id: mentee-sign-up\n    drop: [zone]"
    )
    assert hints(text.replace("  - id: mentor-sign-up\n", "  - id: mentor-sign-up\n    drop: [zone]\n")) == []


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ("least_value: 5, most_value: 9", "This rule can never hold: the gap goes from -4 to 4."),
        ("least_value: 5, most_value: 500", ""),
        ("least_value: 5", ""),
    ],
)
def test_numbers_with_limits_have_a_greatest_gap(limits: str, expected: str) -> None:
    form = f"\n    questions: [{{id: year, type: number, options: [], {limits}}}]"
    text = GOOD.replace("least: 2, most: 6", "least: 5")
    for side in ("mentor", "mentee"):
        text = text.replace(f"  - id: {side}-sign-up", f"  - id: {side}-sign-up{form}")
    found = [one for one in hints(text) if "gap" in one]
    assert len(found) == bool(expected), found
    assert all(expected in one for one in found)
