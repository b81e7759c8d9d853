"""What each page says, as the values that its template shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import TemplateRuntimeError

from peerloom.definition.as_asked import AGREE, YES_NO
from peerloom.definition.forms import Form, Question, QuestionType, Who
from peerloom.definition.standard_forms import standard_forms
from peerloom.desk.charts import HEIGHT, WIDTH, histogram, spark
from peerloom.desk.data import data, tabs
from peerloom.desk.figures import exact, figures, in_words
from peerloom.desk.forms import KINDS, forms
from peerloom.desk.matches import matches
from peerloom.desk.pairings import BAR, pairings
from peerloom.desk.people import cards, facts, people
from peerloom.desk.safety import safety
from peerloom.desk.seen import names_of
from peerloom.desk.speed import speed
from peerloom.desk.templating import environment
from peerloom.desk.today import today
from peerloom.desk.waiting import waiting
from peerloom.desk.words import ago, hours, listed, many, readable, said
from peerloom.disclosure.public import About, Exact, Fewer, Hours, Mean, Months, Share, Withheld
from peerloom.evaluation.figures import Figure
from peerloom.matching.picture import Picture
from peerloom.matching.proposal import Advice, Kind, Looser, Plan, Proposal, Recruit, Waiting
from peerloom.people.answers import read_answers
from peerloom.people.records import Answer, GoalNote, Match
from peerloom.problems import Cell, Problem
from peerloom.sources.tables import Row
from peerloom.support.agenda import Task
from peerloom.support.health import Health
from peerloom.support.safety import Alarm

if TYPE_CHECKING:
    from collections.abc import Callable

    from peerloom.desk.seen import Seen
    from peerloom.desk.today import Todo
    from peerloom.people.records import Participant

    Made = Callable[..., Seen]

DAY = dt.date(2026, 3, 18)


def todos(seen: Seen) -> dict[str, Todo]:
    return {todo.id: todo for group in today(seen).groups for todo in group.todos}


def calm(made: Made, **changed: Any) -> Seen:
    """A desk on which nothing waits."""
    return made(**{"proposal": None, "problems": (), "health": (), "alarms": (), **changed})


# Today


def test_nothing_needs_you(made: Made) -> None:
    page = today(calm(made))
    assert (page.sentence, page.groups, page.total) == ("Nothing needs you today.", (), 0)


@pytest.mark.parametrize(
    ("urgencies", "sentence"),
    [
        ([0], "1 thing needs you now."),
        ([0, 0], "2 things need you now."),
        ([0, 1, 2], "1 thing needs you now. 2 more things can wait a little."),
        ([1], "Nothing is urgent. 1 thing can wait a little."),
    ],
)
def test_the_sentence_counts_what_is_urgent_and_what_can_wait(made: Made, urgencies: list[Any], sentence: str) -> None:
    tasks = tuple(Task("screening", urgency, ("M-AAAAA3",), f"No. {i}") for i, urgency in enumerate(urgencies))
    assert today(calm(made, tasks=tasks)).sentence == sentence


def test_tasks_of_one_kind_stand_together_and_the_rest_unfolds(made: Made) -> None:
    tasks = tuple(Task("check-in", 1, ("E-BBBBB2",), f"No. {i}") for i in range(9))
    todo = todos(calm(made, tasks=tasks))["check-in-1"]
    assert (todo.count, len(todo.first), len(todo.rest)) == (9, 6, 3)
    assert todo.do == "Send a reminder with the link of the form."


def test_the_most_urgent_comes_first_and_safety_before_all(made: Made) -> None:
    tasks = (
        Task("training", 2, ("M-AAAAA3",), "a"),
        Task("permission", 0, ("E-BBBBB4",), "b"),
        Task("quiet", 0, ("M-AAAAA2", "E-BBBBB2"), "c"),
    )
    page = today(made(tasks=tasks, health=(), words_waiting=2))
    assert [(group.title, [todo.id for todo in group.todos]) for group in page.groups] == [
        ("Now", ["safety", "errors", "quiet-0", "permission-0"]),
        ("This week", ["pairs"]),
        ("Soon", ["warnings", "words", "training-2"]),
    ]


def test_a_quiet_match_gives_all_its_reasons(made: Made) -> None:
    reasons = ("No meeting for 26 days.", "A goal is past its day.")
    code = made().records.matches[0].code
    task = Task("quiet", 1, ("M-AAAAA2", "E-BBBBB2"), "No meeting for 26 days.")
    found = todos(calm(made, health=(Health(code, "look", reasons),), tasks=(task,)))
    assert list(found) == ["quiet-1"]
    assert found["quiet-1"].first[0].text == "No meeting for 26 days. A goal is past its day."


@pytest.mark.parametrize(("level", "kind"), [("act", "unwell-0"), ("look", "look-2"), ("good", "")])
def test_a_match_that_goes_badly_is_told_although_the_agenda_is_silent(made: Made, level: Any, kind: str) -> None:
    code = made().records.matches[0].code
    found = todos(calm(made, health=(Health(code, level, ("The mentee does not want to go on since 2026-03-01.",)),)))
    assert list(found) == ([kind] if kind else [])
    if kind:
        assert found[kind].first[0].text == "The mentee does not want to go on since 1 Mar 2026."


def test_a_day_that_the_text_says_is_not_said_twice(made: Made) -> None:
    tasks = (
        Task("screening", 1, ("M-AAAAA3",), "The screening ends on 2026-04-01.", None, dt.date(2026, 4, 1)),
        Task("check-in", 1, ("E-BBBBB2",), "Late.", None, dt.date(2026, 3, 10)),
        Task("talk", 1, ("",), "Would like to talk.", None, dt.date(2026, 3, 10)),
    )
    found = todos(calm(made, tasks=tasks))
    ends, late, asked = (found[f"{name}-1"].first[0] for name in ("screening", "check-in", "talk"))
    assert (ends.text, ends.due, ends.when, ends.late) == (
        "The screening ends on 1 Apr 2026.",
        None,
        "in 14 days",
        False,
    )
    assert (late.due, late.when, late.late) == (dt.date(2026, 3, 10), "8 days ago", True)
    assert (asked.who, asked.late) == ((), False)  # the day on which somebody asked is not overdue


def test_only_open_alarms_call(made: Made) -> None:
    alarm = made().alarms[0]
    assert "safety" in todos(calm(made, alarms=(alarm,)))
    assert "safety" not in todos(calm(made, alarms=(replace(alarm, open=False),)))
    assert "safety" in todos(calm(made, tasks=(Task("safety", 0, (), "x"),)))


def test_the_year_shows_what_is_done_and_what_comes_next(made: Made) -> None:
    (year,) = today(made()).years
    assert [(stop.title, stop.state) for stop in year.stops] == [
        ("Sign-up opens", "done"),
        ("Sign-up closes", "done"),
        ("Matching", "done"),
        ("First meetings", "done"),
        ("Last meetings", "next"),
    ]
    assert [stop.state for stop in today(made(today=dt.date(2025, 8, 2))).years[0].stops] == [
        "done",
        "next",
        "ahead",
        "ahead",
        "ahead",
    ]
    assert {stop.state for stop in today(made(today=dt.date(2026, 6, 20))).years[0].stops} == {"done"}


def test_what_is_counted_are_answers_and_words_not_tabs_and_lines(made: Made) -> None:
    told: list[tuple[str, Any, int]] = [("a", "error", 3), ("b", "error", 1), ("b", "warning", 2)]
    problems = tuple(
        Problem(Cell(tab, row), "Odd.", "Mend it.", level) for tab, level, rows in told for row in range(2, 2 + rows)
    )
    alarm = made().alarms[0]
    other = replace(alarm, answer=replace(alarm.answer, cell=Cell("concern", 3)))
    seen = calm(made, problems=problems, alarms=(alarm, other, replace(alarm, question="safe")), words_waiting=5)
    page, found = today(seen), todos(seen)
    counts = {name: todo.count for name, todo in found.items()}
    assert counts == {"safety": 2, "errors": 4, "warnings": 2, "words": 5}
    assert found["safety"].first[0].text == "2 answers about safety wait for a look. The words are on that page only."
    assert [item.text for item in found["errors"].first] == ["a: 3 problems to fix", "b: 1 problem to fix"]
    assert page.sentence == "6 things need you now. 7 more things can wait a little."


def test_the_sentence_is_the_sum_of_what_stands_below(made: Made) -> None:
    page = today(made(tasks=(Task("training", 2, ("M-AAAAA3",), "a"), Task("quiet", 0, ("M-AAAAA2",), "b"))))
    sums = {group.title: sum(todo.count for todo in group.todos) for group in page.groups}
    assert (page.now, page.total) == (sums["Now"], sum(sums.values()))


def test_ready_are_those_who_were_in_the_pairing_round(made: Made) -> None:
    """One mentor has a second place and one was not proposed; the status of a person does not matter here."""
    shown = {count.label: (count.number, count.note) for count in today(made()).counts}
    assert shown["ready for a match"] == (4, "2 mentors and 2 mentees")
    assert shown["mentors free after these proposals"] == (2, "")
    assert (shown["pair to decide"], shown["mentee waits"]) == ((1, ""), (1, ""))


def test_without_a_proposal_nobody_is_ready(made: Made) -> None:
    shown = {count.label: (count.number, count.note) for count in today(made(proposal=None)).counts}
    assert shown["ready for a match"] == (0, "")
    assert shown["mentors with a free place"] == (0, "")


# Pairings and waiting


def test_bars_of_one_pair_share_a_scale(made: Made) -> None:
    (one,) = pairings(made()).open
    assert [(wish.points, wish.most) for wish in one.wishes] == [(50, 50), (31, 40), (0, 10)]
    assert max(wish.full for wish in one.wishes) == BAR
    assert all(0 <= wish.length <= wish.full for wish in one.wishes)
    assert (one.fit, one.tone) == (81, "good")


@pytest.mark.parametrize(("score", "tone"), [(7000, "good"), (6900, "calm"), (4400, "look")])
def test_the_tone_follows_the_fit(made: Made, score: int, tone: str) -> None:
    proposal = made().proposal
    assert proposal is not None
    pair = replace(proposal.pairs[0], score=score, parts=(), next_best="")
    (one,) = pairings(made(proposal=replace(proposal, pairs=(pair,)))).open
    assert (one.tone, one.wishes, one.next_best) == (tone, (), None)


def test_decided_pairs_have_the_state_that_their_match_reached(made: Made) -> None:
    rows = pairings(made()).settled
    assert [(row.decision, row.state.word, row.on) for row in rows] == [
        ("approved", "running", dt.date(2025, 9, 20)),
        ("declined", "declined", None),
    ]
    alone = pairings(made(records=replace(made().records, matches=()))).settled
    assert [row.state.word for row in alone] == ["approved", "declined"]


def test_who_waited_longest_comes_first_and_what_helps_most_is_counted(made: Made) -> None:
    both = (Waiting("E-BBBBB5", "a", ("x", "y")), Waiting("E-BBBBB3", "b", ("x",)), Waiting("E-GONE22", "c"))
    page = waiting(made(proposal=Proposal((), both, ("M-AAAAA2", "M-GONE22"), 0, 0, ""), picture=None))
    assert [row.who.code for row in page.waiting] == ["E-BBBBB3", "E-GONE22", "E-BBBBB5"]
    assert [(help_.text, help_.count) for help_ in page.helps] == [("x", 2), ("y", 1)]
    assert [(row.free, row.capacity) for row in page.free] == [(1, 2), (0, 0)]  # one of two places is taken
    assert page.fit is None


def test_what_would_help_most_is_said_of_mentors_and_rules(made: Made) -> None:
    kinds = waiting(made()).gains
    assert [(kind.title, kind.note) for kind in kinds] == [
        ("Finish the screening or training of", "All mentors who lack only this would bring 3 together."),
        ("Ask for one more place with", ""),
        ("Do without the rule about", "Rules that keep people safe are not among these."),
    ]
    assert [(row.who.code if row.who else row.about, row.brings) for kind in kinds for row in kind.rows] == [
        ("M-GONE22", "2 more people would have a mentor"),
        ("M-AAAAA2", "one more person would have a mentor"),
        ("M-AAAAA3", "a little better fit over all"),
        ("the times", "4 more people would have a mentor"),
    ]
    assert waiting(made(proposal=Proposal((), (), (), 0, 0, ""))).gains == ()


def test_whom_to_recruit_and_which_rule_could_be_looser_is_said(made: Made) -> None:
    kind = Kind(
        (("interests", ("chess",)), ("languages", ("a", "b", "c", "d", "e")), ("secret", ("violet",))),
        (("year", 11),),
        frozenset({"secret"}),
    )
    anybody = Kind((("secret", ("violet",)),), (), frozenset({"secret"}))
    advice = Advice(
        looser=(Looser("gap:year", "least", 2, 1, 3),), plan=Plan((Recruit(kind, 3), Recruit(anybody, 1)), 3)
    )
    looser, plan = waiting(made(proposal=Proposal((), (), (), 0, 0, "", advice))).gains
    assert [(row.about, row.brings) for row in looser.rows] == [
        ("the school year: at least 1 instead of 2", "3 more people would have a mentor")
    ]
    assert plan.note.startswith(
        "4 mentors like these, with one place each, would match 4 more. Of one kind at most 3 would help."
    )
    assert [(row.about, row.brings) for row in plan.rows] == [
        ("3 with interests chess; the language a and b and c and d and e; the school year 11", "3 more"),
        ("1 with anybody who is ready", "1 more"),
    ]


def test_why_people_wait_is_counted(made: Made) -> None:
    waits = [Waiting(f"E-BBBBB{k}", "r", (), kind) for k, kind in enumerate(("crowd", "share:languages", "crowd", ""))]
    page = waiting(made(proposal=Proposal((), tuple(waits), (), 0, 0, "")))
    assert [(why.text, why.count) for why in page.whys] == [
        ("Mentors fit, but others have their places", 2),
        ("Mentors fit, but for the language", 1),
    ]
    assert waiting(made(proposal=None)).whys == ()


def test_the_picture_has_before_and_after(made: Made) -> None:
    fit = waiting(made()).fit
    assert fit is not None
    assert [(one.tone, one.total) for one in fit.series] == [("before", 2), ("after", 1), ("running", 1)]
    assert waiting(made(picture=Picture((), (), 0))).fit is None


def test_who_rests_after_a_match_is_named_with_the_day(made: Made, person: Callable[..., Participant]) -> None:
    one = person("M-AAAAA3", "given-1", needs=("the screening", "until 2026-04-01"), missing=("screening", "closure"))
    old = replace(one, cohort="year-6b0d")
    page = waiting(made(records=replace(made().records, participants=(one, old))))
    assert [(rest.who.code, rest.until) for rest in page.resting] == [("M-AAAAA3", "until 1 Apr 2026")]


def test_speed_meetings_stand_by_round_and_say_how_many_answered(made: Made) -> None:
    page = speed(made())
    assert [(r.number, [(m.table, m.mentor.code) for m in r.meetings]) for r in page.rounds] == [
        (1, [(1, "M-AAAAA3"), (2, "M-GONE22")]),
        (2, [(1, "M-AAAAA3")]),
    ]
    assert (page.talks, page.answered) == (3, 0)
    said = tuple(
        Answer("speed-meeting", Cell("t", 2), None, {"code": one, "met": other, "how": "no"}, one)
        for one, other in (("M-AAAAA3", "E-BBBBB3"), ("E-BBBBB3", "M-AAAAA3"), ("E-BBBBB5", "M-AAAAA3"))
    )
    after = speed(made(records=replace(made().records, answers={"speed-meeting": said})))
    assert after.answered == 1
    assert [m.answers for r in after.rounds for m in r.meetings] == [2, 0, 1]


def test_the_next_best_mentor_has_a_cost(made: Made) -> None:
    (one,) = pairings(made()).open
    assert one.next_cost == "one person fewer would have a mentor"


def test_places_are_those_left_after_the_proposals(made: Made) -> None:
    page = waiting(made())
    assert [(row.who.code, row.free, row.proposed) for row in page.free] == [("M-AAAAA3", 2, 1), ("M-AAAAA2", 1, 0)]
    assert page.places == 2
    assert not waiting(made(proposal=None)).any_round


@given(st.lists(st.integers(0, 100), min_size=1, max_size=80))
def test_a_histogram_holds_every_value_once(values: list[int]) -> None:
    others = [100, *values[1:]]
    made = histogram([("before", "before", values), ("nothing", "x", []), ("after", "after", others)])
    for k, of_one in enumerate((values, others)):
        one = made.series[k]
        assert sum(row.counts[k] for row in made.rows) == one.total == len(of_one)
        assert (one.middle, one.lowest) == (sorted(of_one)[len(of_one) // 2], min(of_one))
        assert sum(bar.tone == one.tone for bar in made.bars) == sum(row.counts[k] > 0 for row in made.rows)
    assert all(
        0 <= bar.y <= bar.y + bar.height <= HEIGHT and 0 <= bar.x <= bar.x + bar.width <= WIDTH for bar in made.bars
    )
    most = max(count for row in made.rows for count in row.counts)
    assert made.levels[-1].label == str(most)
    assert made.rows[-1].label == "90 to 100"
    assert made.rows[-1].counts[1] >= 1


def test_a_histogram_of_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="nothing"):
        histogram([("before", "before", [])])


def test_a_small_chart_says_what_it_shows() -> None:
    made = spark([("Sep 2025", 4), ("Oct 2025", 0)])
    assert made is not None
    assert made.said == "Sep 2025: 4, Oct 2025: 0"
    assert spark([("Sep 2025", 4)]) is None
    assert spark([("a", 0), ("b", 0)]) is not None


# People


def test_people_stand_by_round_and_role_and_say_what_is_missing(made: Made) -> None:
    page = people(made())
    assert (page.mentors, page.mentees) == (4, 4)
    assert [row.cohort for row in page.rows] == ["year-7c1e"] * 8 + ["year-6b0d"]
    assert [row.role for row in page.rows[:4]] == ["mentor"] * 4
    by_code = {row.who.code: row for row in page.rows[:8]}
    assert by_code["M-AAAAA2"].modules == "2 of 2"
    assert by_code["M-AAAAA3"].modules == "1 of 2"
    words = {
        code: (row.screening and row.screening.word, row.permission and row.permission.word)
        for code, row in by_code.items()
    }
    assert words["M-AAAAA2"] == ("valid", None)
    assert words["M-AAAAA3"] == ("ends soon", None)
    assert words["M-AAAAA4"] == ("ended", None)
    assert words["M-AAAAA5"] == ("not yet", None)
    assert words["E-BBBBB3"] == (None, "given")
    assert words["E-BBBBB4"] == (None, "missing")


@pytest.mark.parametrize(
    ("until", "word"), [(DAY, "ends soon"), (dt.date(2026, 3, 17), "ended"), (dt.date(2027, 1, 1), "given")]
)
def test_a_permission_ends(made: Made, person: Callable[..., Participant], until: dt.date, word: str) -> None:
    one = person("E-ZZZZZ2", "x", permission=until >= DAY, permission_until=until)
    (row,) = people(made(records=replace(made().records, participants=(one,)), names=names_of((one,)))).rows
    assert row.permission is not None
    assert row.permission.word == word


def test_a_card_shows_only_what_may_stand_beside_a_person(made: Made) -> None:
    card = next(card for card in cards(made()) if card.who.code == "M-AAAAA2")
    assert [fact.ask for fact in card.facts] == ["Hopes?", "Interests?"]
    assert card.facts[1].answer == "chess, tea"
    assert [one.code for match in card.matches for one in match.others] == ["E-BBBBB2"]


def test_a_person_of_two_rounds_has_one_card_with_the_newest_name(made: Made) -> None:
    (card,) = (card for card in cards(made()) if card.who.code == "E-BBBBB2")
    assert [row.cohort for row in card.rows] == ["year-7c1e", "year-6b0d"]
    assert card.who.name == "=given-5e6f()"
    assert [match.pill.word for match in card.matches] == ["running", "closed"]


def test_a_form_that_is_gone_or_restricted_shows_no_fact(made: Made) -> None:
    seen = made()
    form = seen.forms[0].model_copy(update={"restricted": True})
    assert facts(None, seen.records.participants[0]) == ()
    assert facts(form, seen.records.participants[0]) == ()


def test_a_proposed_match_says_what_was_decided(made: Made) -> None:
    records = made().records
    match = Match("P-1", "year-7c1e", "M-AAAAA3", "E-BBBBB5", "proposed", "lock")
    open_ = Match("P-2", "year-7c1e", "M-AAAAA4", "E-BBBBB5", "proposed", "")
    found = {card.who.code: card for card in cards(made(records=replace(records, matches=(match, open_))))}
    assert [one.pill.word for one in found["M-AAAAA3"].matches] == ["locked"]
    assert [one.pill.word for one in found["M-AAAAA4"].matches] == ["proposed"]


# Matches


def test_a_match_says_how_it_goes_and_why(made: Made) -> None:
    page = matches(made())
    (row,) = page.running
    assert (row.health.word, row.reasons) == ("act now", ("No meeting for 26 days.", "The goal is past its day."))
    assert (row.last, row.last_ago) == (dt.date(2026, 2, 20), "3 weeks ago")
    assert (row.meetings, row.hours, row.check_ins, row.due, row.late) == (2, "1.8", 1, 2, 1)
    assert row.going == "mentor 4"
    assert [(goal.progress, goal.late) for goal in row.goals] == [(40, True)]
    assert [(level.key, level.count) for level in page.levels] == [("act", 1), ("look", 0), ("good", 0)]
    assert [(ended.reason, ended.ended) for ended in page.ended] == [("moved", dt.date(2025, 6, 1))]


def test_a_match_that_is_only_proposed_or_was_declined_is_not_here(made: Made) -> None:
    records = made().records
    statuses: list[Any] = ["proposed", "rejected"]
    page = matches(
        made(records=replace(records, matches=tuple(replace(records.matches[0], status=one) for one in statuses)))
    )
    assert (page.running, page.ended) == ((), ())


def test_goals_that_are_over_are_counted(made: Made) -> None:
    records = made().records
    code = records.matches[0].code
    states: list[Any] = ["done", "done", "dropped", "going on"]
    notes = tuple(GoalNote(code, state, "school", DAY, None, 500, state) for state in states)
    (row,) = matches(made(records=replace(records, goals=notes), health=())).running
    assert row.past == "1 dropped, 2 done"
    assert [(goal.text, goal.progress, goal.late) for goal in row.goals] == [("going on", 100, False)]
    assert row.level == "good"  # nobody says otherwise


def test_those_that_need_something_come_first(made: Made) -> None:
    records = made().records
    more = tuple(replace(records.matches[0], code=f"P-{i}", started=None) for i in range(2))
    health = (Health(records.matches[0].code, "good", ()), Health("P-0", "look", ("x",)), Health("P-1", "act", ("y",)))
    page = matches(made(records=replace(records, matches=(*records.matches, *more)), health=health))
    assert [row.level for row in page.running] == ["act", "look", "good"]
    assert page.running[0].last is None


# Figures


def test_figures_stand_by_round_with_the_public_value_beside(made: Made) -> None:
    page = figures(made())
    assert [group.title for group in page.groups] == ["Year 7c", "The whole program"]
    rows = {row.id: row for row in page.groups[0].rows}
    assert (rows["matches-made"].exact, rows["matches-made"].public) == ("62", "about 60")
    assert (rows["match-rate"].exact, rows["match-rate"].part) == ("61.5 %", "16 of 26")
    assert (rows["stayed-6"].public, rows["stayed-6"].public_tone) == ("too few to show", "still")
    assert rows["seats-used"].public == "not public"
    chart = rows["hours"].spark
    assert chart is not None
    assert chart.said == "Sep 2025: 4, Oct 2025: 9, Nov 2025: 0"


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (Fewer(10), "fewer than 10"),
        (About(1200), "about 1,200"),
        (Hours(640), "about 640"),
        (Exact(12), "12"),
        (Share(55, 65), "55 to 65 %"),
        (Mean(43), "4.3"),
        (Months(None), "more than half still run"),
        (Months(7), "7 months"),
        (Withheld("uneven"), "not shown: a few people gave most of it"),
    ],
)
def test_a_public_value_is_said_as_the_page_says_it(shown: Any, words: str) -> None:
    assert in_words(shown)[0] == words


def test_without_data_no_number_is_made_up() -> None:
    assert exact(Figure("hours", "", None, 0, DAY)) == "no data"
    assert exact(Figure("match-length", "", 7.25, 9, DAY)) == "7.2 months"


# Data


def test_the_law_adds_up_what_this_run_read(made: Made) -> None:
    page = data(made())
    assert (page.sum.read, page.sum.used, page.sum.holds) == (6, 4, True)  # the other form is of an earlier run
    assert page.recorded
    none = data(made(read=None))
    assert (none.sum.read, none.recorded) == (9, False)  # what the run before knew


def test_a_row_that_is_missing_breaks_the_law(made: Made) -> None:
    assert not data(made(read=5)).sum.holds
    assert not data(made(read=7)).sum.holds


def test_problems_are_told_by_place(made: Made) -> None:
    page = data(made())
    assert [(odd.tab, odd.row, odd.question, odd.pill.word) for odd in page.odd] == [
        ("program.yaml", 3, "", "to look at"),
        ("Mentor sign-up", 7, "email", "to fix"),
        ("Mentor sign-up", 9, "year", "to look at"),
        ("Hours log", 0, "", "to look at"),
    ]
    assert [(tab.name, tab.errors, tab.warnings) for tab in tabs(made())] == [
        ("Mentor sign-up", 1, 1),
        ("Hours log", 0, 1),
        ("program.yaml", 0, 1),
    ]


# Safety


def test_what_needs_a_look_comes_first_and_calm_answers_are_counted(made: Made) -> None:
    records = made().records
    code = records.matches[0].code

    def check_in(row: int, said_: str, **changed: Any) -> Answer:
        values = {"code": "M-AAAAA2", "match": code, "safe": said_} if said_ else {"match": "P-NOBODY"}
        return replace(records.answers["mentor-check-in"][0], cell=Cell("c", row), values=values, **changed)

    calm_, worry, old, unread, silent = (
        check_in(2, "no"),
        check_in(3, "yes"),
        check_in(4, "yes"),
        check_in(5, "", unread=("safe",)),
        check_in(6, ""),
    )
    alarms = (
        Alarm(worry, "safe", DAY, code, "M-AAAAA2", open=True),
        Alarm(old, "safe", DAY, code, "", open=False),
        Alarm(unread, "safe", None, "", "", open=True),
    )
    answers = {"mentor-check-in": (calm_, worry, old, silent)}
    page = safety(made(records=replace(records, answers=answers, held=(unread,)), alarms=alarms))
    assert [(entry.row, entry.told[0].answer) for entry in page.urgent] == [
        (3, "yes"),
        (5, "Something stands there that cannot be read. Look at the row in the sheet."),
    ]
    (kept,) = page.kept
    assert (kept.calm, [(entry.row, entry.seen_to) for entry in kept.entries]) == (1, [(4, True)])
    assert page.urgent[0].who is not None
    assert page.urgent[0].who.code == "M-AAAAA2"
    assert page.urgent[0].match is not None
    assert (page.urgent[1].who, page.urgent[1].match) == (None, None)


def test_whom_somebody_avoids_is_listed_until_it_is_looked_at(made: Made) -> None:
    seen = made()
    asked = Question(id="avoid", ask="Whom not?", type="short", share="restricted")
    forms = tuple(
        form.model_copy(update={"questions": (*form.questions, asked)}) if form.id == "mentee-sign-up" else form
        for form in seen.forms
    )
    mentees = {person.code: person for person in seen.records.participants if person.role == "mentee"}
    people = [replace(person, cell=Cell("m", k)) for k, person in enumerate(list(mentees.values())[:2], start=2)]
    signed = tuple(
        Answer("mentee-sign-up", person.cell, None, {"avoid": f"token-{k}"}, f"key-{k}")
        for k, person in enumerate(people)
    )
    records = replace(
        seen.records, participants=tuple(people), answers={"mentee-sign-up": signed}, unclear=(people[1].code,)
    )
    page = safety(made(records=records, forms=forms))
    (entry,) = page.avoid
    assert (entry.told[0].ask, entry.told[0].answer) == ("Whom not?", "token-1")
    assert entry.who is not None
    assert entry.who.code == people[1].code
    todo = todos(calm(made, records=records, forms=forms))["apart"]
    assert (todo.count, todo.first[0].text) == (1, "1 answer about whom to avoid. The words are on that page only.")
    assert safety(made(records=replace(records, unclear=()), forms=forms)).avoid == ()


def test_an_anonymous_answer_names_nobody_and_no_day(made: Made) -> None:
    seen = made()
    forms = tuple(form.model_copy(update={"anonymous": True}) for form in seen.forms)
    page = safety(made(forms=forms))
    entries = [entry for kept in page.kept for entry in kept.entries] + list(page.urgent)
    assert entries
    assert {(entry.who, entry.match, entry.on) for entry in entries} == {(None, None, None)}


# Forms


def form(*questions: dict[str, Any], **changed: Any) -> Form:
    usual = {"id": "f", "title": "F", "who": "both", "part": "support", "purpose": "p", "questions": questions}
    return Form.model_validate(usual | changed)


def question(type_: str, **changed: Any) -> dict[str, Any]:
    return {"id": "q", "ask": "Q?", "type": type_, **changed}


LIST = {"options": ["a", "b"]}


@pytest.mark.parametrize(
    ("asked", "kind", "options", "other", "notes"),
    [
        (question("short"), "Short answer", (), False, ()),
        (question("long"), "Paragraph", (), False, ()),
        (question("email"), "Short answer", (), False, ("Response validation: Text, Email.",)),
        (question("phone"), "Short answer", (), False, ()),
        (question("number"), "Short answer", (), False, ("Response validation: Number, Whole number.",)),
        (
            question("number", least_value="0", most_value="9"),
            "Short answer",
            (),
            False,
            ("Response validation: Number, Between 0 and 9.",),
        ),
        (question("date"), "Date", (), False, ()),
        (question("choice", **LIST), "Multiple choice", ("a", "b"), False, ()),
        (question("choice", **LIST, other="yes"), "Multiple choice", ("a", "b"), True, ()),
        (question("dropdown", **LIST), "Drop-down", ("a", "b"), False, ()),
        (question("dropdown", **LIST, other="yes"), "Multiple choice", ("a", "b"), True, ()),
        (
            question("choices", **LIST, other="yes", most="3"),
            "Checkboxes",
            ("a", "b"),
            True,
            ("Response validation: Select at most 3.",),
        ),
        (question("yes-no"), "Multiple choice", ("Yes", "No"), False, ()),
        (question("yes-no", options=["sure", "never"]), "Multiple choice", ("sure", "never"), False, ()),
        (question("agree"), "Checkboxes", ("I agree",), False, ()),
        (question("scale"), "Linear scale 1 to 5", (), False, ()),
        (question("grid", rows=["r"], columns=["c", "d"]), "Tick-box grid", (), False, ()),
        (question("grid", rows=["r"], columns=["1", "2"], required="yes"), "Multiple-choice grid", (), False, ()),
        (
            question("grid", rows=["r"], columns=["c"], required="yes"),
            "Tick-box grid",
            (),
            False,
            ('Leave "Require a response in each row" off: a tick in one row is enough.',),
        ),
    ],
)
def test_a_question_is_told_as_google_forms_makes_it(
    made: Made, asked: dict[str, Any], kind: str, options: tuple[str, ...], other: bool, notes: tuple[str, ...]
) -> None:
    (sheet,) = forms(made(forms=(form(asked),))).forms
    (one,) = sheet.questions
    assert (one.number, one.ask, one.kind, one.options, one.other, one.notes) == (1, "Q?", kind, options, other, notes)
    assert (one.rows, one.columns) == (tuple(asked.get("rows", ())), tuple(asked.get("columns", ())))
    assert one.required == (asked.get("required") == "yes")


@pytest.mark.parametrize("type_", ["yes-no", "agree"])
def test_the_options_that_are_told_are_read(type_: str) -> None:
    options = YES_NO if type_ == "yes-no" else AGREE
    asked = form(question(type_))
    rows = [Row("f", "F", i + 2, None, {"q": option}, {}) for i, option in enumerate(options)]
    found = read_answers(rows, {"f": asked})
    said_ = {answer.cell.row: answer.values["q"] for answer in found.answers}
    assert said_ == dict(zip((2, 3), (True, False)[: len(options)], strict=False))
    assert found.problems == ()


def test_every_type_of_question_and_everybody_who_fills_in_has_a_name(made: Made) -> None:
    assert set(KINDS) == set(get_args(QuestionType))
    everybody = tuple(form(question("short"), id=f"f-{who}", who=who) for who in get_args(Who))
    page = forms(made(forms=everybody))
    assert len({sheet.who for sheet in page.forms}) == len(page.who) == len(everybody)


def test_a_form_says_its_settings_and_keeps_the_order(made: Made) -> None:
    first = form(question("short"), question("long", id="r", ask="R?", help="h"), anonymous="yes", opens="2026-01-02")
    second = form(question("short"), id="g", who="staff", link="https://forms.example/e/1f/viewform")
    page = forms(made(forms=(first, second)))
    assert [(sheet.id, sheet.who, sheet.addresses, sheet.opens, sheet.closes, sheet.link) for sheet in page.forms] == [
        ("f", "Mentors and mentees", "Do not collect e-mail addresses", dt.date(2026, 1, 2), None, ""),
        ("g", "Staff", "Collect e-mail addresses", None, None, "https://forms.example/e/1f/viewform"),
    ]
    assert [(one.number, one.ask, one.help) for one in page.forms[0].questions] == [(1, "Q?", ""), (2, "R?", "h")]
    assert [option.name for option in page.who] == ["Mentors and mentees", "Staff"]


def test_every_standard_form_can_be_told(made: Made) -> None:
    standard = tuple(standard_forms().values())
    page = forms(made(forms=standard))
    assert [len(sheet.questions) for sheet in page.forms] == [len(one.questions) for one in standard]


# Words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (DAY, "today"),
        (dt.date(2026, 3, 17), "1 day ago"),
        (dt.date(2026, 3, 28), "in 10 days"),
        (dt.date(2026, 2, 18), "4 weeks ago"),
        (dt.date(2026, 4, 15), "in 4 weeks"),
    ],
)
def test_how_long_ago(day: dt.date, words: str) -> None:
    assert ago(day, DAY) == words


def test_words_for_numbers_and_lists() -> None:
    assert (many(1, "day"), many(1234, "day"), many(2, "mentee waits", "mentees wait")) == (
        "1 day",
        "1,234 days",
        "2 mentees wait",
    )
    assert (listed([]), listed(["a"]), listed(["a", "b", "c"])) == ("", "a", "a, b and c")
    assert (hours(0), hours(90), hours(125)) == ("0", "1.5", "2.1")
    assert [said(value) for value in (True, False, ("a", "b"), 3, "x", DAY)] == [
        "yes",
        "no",
        "a, b",
        "3",
        "x",
        "18 Mar 2026",
    ]
    assert readable("until 2026-09-01, not 2026-13-45") == "until 1 Sep 2026, not 2026-13-45"


# Values in templates


def shown(template: str, value: object) -> str:
    return environment({"x": template}).get_template("x").render(value=value)


@pytest.mark.parametrize(
    ("number", "html"),
    [
        ("07700 900916 (after 4)", '<a href="tel:07700900916">07700 900916 (after 4)</a>'),
        ("+44 (0)7700 900102", '<a href="tel:+447700900102">+44 (0)7700 900102</a>'),
        ("112", "112"),
        ("ask my mother", "ask my mother"),
        ('1" onclick="x', "1&#34; onclick=&#34;x"),
    ],
)
def test_a_number_to_call_is_only_the_number(number: str, html: str) -> None:
    assert shown("{{ value | phone }}", number) == html


def test_an_address_is_one_address() -> None:
    assert (
        shown("{{ value | mail }}", "a?b=c&d@e.example")
        == '<a href="mailto:a%3Fb%3Dc%26d@e.example">a?b=c&amp;d@e.example</a>'
    )


def test_text_is_composed_without_signs_that_are_not_seen_and_cut() -> None:
    assert shown("{{ value }}", "e\u0301 \u202ex\u200b\n\ty\u200d\x00z") == "é x y\u200d z"
    assert len(shown("{{ value }}", "x" * 3000)) == 2000
    assert len(shown("{{ value }}", "ü" * 3000)) == 2000


@pytest.mark.parametrize("value", [None, 1.5, ("a",), {"a": 1}])
def test_what_is_no_text_must_get_words_first(value: object) -> None:
    with pytest.raises(TemplateRuntimeError, match="give it words first"):
        shown("{{ value }}", value)


def test_only_a_code_is_a_place() -> None:
    assert shown("{{ value | anchor }}", "M-AAAAA2") == "M-AAAAA2"
    with pytest.raises(TemplateRuntimeError):
        shown("{{ value | anchor }}", 'x" y')
