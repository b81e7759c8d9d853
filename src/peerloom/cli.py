"""The command line: one plain function a verb. Commands are imported when they run, so that --help is quick."""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from peerloom import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

app = typer.Typer(
    name="peerloom",
    help="One YAML file becomes a mentoring program's site, forms, pairings and progress pages.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a traceback with values can show people's answers
    rich_markup_mode=None,
)

Root = Annotated[Path, typer.Option("--root", help="The program's folder.")]
Today = Annotated[
    str | None, typer.Option("--today", metavar="YYYY-MM-DD", help="Act as if it were this day. Default: the clock's.")
]
HERE = Path()


def _clock() -> dt.date:
    return dt.datetime.now(tz=dt.UTC).astimezone().date()


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter("Write the day as YYYY-MM-DD.") from None


def _alone(root: Path, work: Callable[[], int]) -> typer.Exit:
    """What a verb that writes ends with: nobody else may work in the folder meanwhile."""
    from peerloom.commands import alone

    return typer.Exit(alone.run(root, sys.stdout, work))


def _public_log() -> bool:
    """On a build machine the log can be read by anyone, so it counts files and never people."""
    return bool(os.environ.get("CI"))


@app.command(epilog="Example: peerloom check --format github")
def check(
    root: Root = HERE,
    today: Today = None,
    format_: Annotated[str, typer.Option("--format", help="text, or github for notes in a pull request.")] = "text",
) -> None:
    """Say everything that is wrong with program.yaml and content/."""
    from peerloom.commands import check as command

    if format_ not in {"text", "github"}:
        raise typer.BadParameter("Choose text or github.")
    raise typer.Exit(command.run(root, sys.stdout, clock=_clock(), today=_day(today), github=format_ == "github"))


Accept = Annotated[
    int,
    typer.Option("--accept-deletions", metavar="N", help="Go on although up to N known answers are gone from a file."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Write no proposal, here or in Google; say what it is.")]
Port = Annotated[int, typer.Option("--port", help="Where to serve; the next free port is taken if it is in use.")]


@app.command(epilog="Example: peerloom doctor")
def doctor(root: Root = HERE) -> None:
    """Look at the set-up: forms, spreadsheet, key, workflow. Say what is missing and what to do."""
    from peerloom.commands import doctor as command

    raise typer.Exit(command.run(root, sys.stdout, clock=_clock()))


@app.command(epilog="Example: peerloom sync")
def sync(root: Root = HERE, today: Today = None, accept_deletions: Accept = 0) -> None:
    """Read the answers in responses/ into the ledger, and report every change of their columns."""
    from peerloom.commands import sync as command

    day = _day(today)
    accept, log = accept_deletions, _public_log()
    raise _alone(root, lambda: command.run(root, sys.stdout, clock=_clock(), today=day, accept=accept, public_log=log))


Move = Annotated[
    bool,
    typer.Option("--move/--keep", help="Propose to move pairs who have not met yet. Default: keep, only offer."),
]
SpeedMeetings = Annotated[
    bool, typer.Option("--speed-meetings", help="Also plan the short talks before the pairing, and make the desk.")
]


@app.command(epilog="Example: peerloom forms")
def forms(
    root: Root = HERE,
    paper: Annotated[bool, typer.Option("--print", help="Pages to print instead, in private/paper.")] = False,  # noqa: FBT002 - an option's switch
    docs: Annotated[bool, typer.Option("--docs", help="How to make the forms, step by step, instead.")] = False,  # noqa: FBT002
) -> None:
    """Write the script that makes every form in Google Forms, in private/forms.gs."""
    from peerloom.commands import forms as command

    if paper and docs:
        raise typer.BadParameter("Choose one of --print and --docs.")
    raise typer.Exit(command.run(root, sys.stdout, clock=_clock(), paper=paper, docs=docs))


@app.command(epilog='Example: peerloom pair --what-if "waive languages"')
def pair(
    root: Root = HERE,
    today: Today = None,
    what_if: Annotated[
        list[str] | None,
        typer.Option(
            "--what-if",
            metavar="CHANGE",
            help='Only say what would be different, for "lock M-AAAAAA E-BBBBBB", "waive languages", "relax year", '
            '"one more place M-AAAAAA" or "add mentor spanish,sat-am". Can be given several times.',
        ),
    ] = None,
    move: Move = False,  # noqa: FBT002 - an option's switch
    speed_meetings: SpeedMeetings = False,  # noqa: FBT002 - an option's switch
    dry_run: DryRun = False,  # noqa: FBT002 - an option's switch
) -> None:
    """Propose who goes with whom, in private/pairings.csv, where you decide."""
    from peerloom.commands import run as command

    day, changes = _day(today), tuple(what_if or ())
    log = _public_log()
    raise _alone(
        root,
        lambda: command.pair(
            root,
            sys.stdout,
            clock=_clock(),
            today=day,
            public_log=log,
            what_if=changes,
            move=move,
            speed_meetings=speed_meetings,
            dry_run=dry_run,
        ),
    )


@app.command(epilog="Example: peerloom messages --sent all")
def messages(
    root: Root = HERE,
    today: Today = None,
    sent: Annotated[
        list[str] | None,
        typer.Option("--sent", metavar="DRAFT", help="A draft that you have sent, or all. Can be given several times."),
    ] = None,
) -> None:
    """Make the letters that are due, as drafts in private/outbox. Nothing is ever sent."""
    from peerloom.commands import messages as command

    day, log, done = _day(today), _public_log(), tuple(sent or ())
    raise _alone(root, lambda: command.run(root, sys.stdout, clock=_clock(), today=day, sent=done, public_log=log))


@app.command(epilog="Example: peerloom progress")
def progress(root: Root = HERE, today: Today = None) -> None:
    """Print every figure with its definition, its n and its day, and what of it is public."""
    from peerloom.commands import run as command

    day, log = _day(today), _public_log()
    raise _alone(root, lambda: command.progress(root, sys.stdout, clock=_clock(), today=day, public_log=log))


@app.command(epilog="Example: peerloom disclose --audit")
def disclose(
    root: Root = HERE,
    today: Today = None,
    audit: Annotated[bool, typer.Option("--audit", help="Make none; say what is held back, and why.")] = False,  # noqa: FBT002 - an option's switch
) -> None:
    """Make the month's release of public figures, if it is due and nobody can work out a small number from it."""
    from peerloom.commands import run as command

    raise typer.Exit(
        command.disclose(root, sys.stdout, clock=_clock(), today=_day(today), public_log=_public_log(), audit=audit)
    )


@app.command(epilog="Example: peerloom report")
def report(root: Root = HERE, today: Today = None) -> None:
    """Make the impact report for a funder, in private/report: to print, and as PDF, from public figures alone."""
    from peerloom.commands import report as command

    day = _day(today)
    raise _alone(root, lambda: command.run(root, sys.stdout, clock=_clock(), today=day))


@app.command(epilog="Example: peerloom standards")
def standards(root: Root = HERE, today: Today = None) -> None:
    """Look at the program beside the standard: every item with its status, what shows it, and the next step."""
    from peerloom.commands import run as command

    day, log = _day(today), _public_log()
    raise _alone(root, lambda: command.standards(root, sys.stdout, clock=_clock(), today=day, public_log=log))


@app.command(epilog="Example: peerloom build")
def build(root: Root = HERE, today: Today = None) -> None:
    """Make the public site, and nothing else; the privacy gate stops it when a private value is in it."""
    from peerloom.commands import run as command

    day, log = _day(today), _public_log()
    raise _alone(root, lambda: command.build(root, sys.stdout, clock=_clock(), today=day, public_log=log))


@app.command(epilog="Example: peerloom gate --staged")
def gate(
    root: Root = HERE,
    today: Today = None,
    tracked: Annotated[bool, typer.Option("--tracked", help="Look through the files that git tracks instead.")] = False,  # noqa: FBT002 - an option's switch
    staged: Annotated[bool, typer.Option("--staged", help="Look through what is about to be committed.")] = False,  # noqa: FBT002 - an option's switch
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="PATH", help="Of these, only what is below PATH. Can be given several times."),
    ] = None,
) -> None:
    """Look through the public site for private values once more, or through what git keeps."""
    from peerloom.commands import run as command

    if tracked and staged:
        raise typer.BadParameter("Choose --tracked or --staged.")
    if only and not (tracked or staged):
        raise typer.BadParameter("--only goes with --tracked or --staged.")
    day, log = _day(today), _public_log()
    if tracked or staged:
        parts = tuple(only or ())
        status = command.gate_of_git(
            root, sys.stdout, clock=_clock(), today=day, public_log=log, staged=staged, only=parts
        )
        raise typer.Exit(status)
    raise _alone(root, lambda: command.gate(root, sys.stdout, clock=_clock(), today=day, public_log=log))


@app.command(epilog="Example: peerloom serve --port 8000")
def serve(root: Root = HERE, today: Today = None, port: Port = 8000) -> None:
    """Show the site in your browser and follow your changes. A mistake is shown, and the last good site stays."""
    from peerloom.commands import serve as command

    raise typer.Exit(command.run(root, sys.stdout, clock=_clock(), today=_day(today), port=port))


@app.command(epilog="Example: peerloom run --serve")
def run(
    root: Root = HERE,
    today: Today = None,
    accept_deletions: Accept = 0,
    serve: Annotated[bool, typer.Option("--serve", help="Afterwards show the site at 127.0.0.1.")] = False,  # noqa: FBT002 - an option's switch
    port: Port = 8000,
) -> None:
    """The main job: check, sync, pair, measure, build the desk and the site, and gate it."""
    from peerloom.commands import run as command

    day = _day(today)
    accept, log = accept_deletions, _public_log()
    end = _alone(root, lambda: command.run(root, sys.stdout, clock=_clock(), today=day, accept=accept, public_log=log))
    if serve and end.exit_code == 0:
        from peerloom.commands import serve as server

        raise typer.Exit(server.run(root, sys.stdout, clock=_clock(), today=day, port=port))
    raise end


Apply = Annotated[bool, typer.Option("--apply", help="Do it. Without this it is only shown.")]


Responses = Annotated[
    bool, typer.Option("--responses", help="Take their rows out of the CSV files in responses/ as well.")
]


@app.command(epilog="Example: peerloom verify")
def verify(root: Root = HERE) -> None:
    """Look whether the ledger is as it was written, and whether the figures follow from it."""
    from peerloom.commands import verify as command

    log = _public_log()
    raise _alone(root, lambda: command.run(root, sys.stdout, clock=_clock(), public_log=log))


@app.command(epilog="Example: peerloom backup --to /media/stick")
def backup(
    root: Root = HERE,
    to: Annotated[Path | None, typer.Option("--to", metavar="FOLDER", help="Default: private/backups.")] = None,
) -> None:
    """Copy everything private that cannot be made anew into one file, and check the copy."""
    from peerloom.commands import backup as command

    raise _alone(root, lambda: command.run(root, sys.stdout, clock=_clock(), to=to))


@app.command(epilog="Example: peerloom restore private/backups/peerloom-2026-06-12.zip --apply")
def restore(
    file: Annotated[Path, typer.Argument(metavar="BACKUP", help="A file that `peerloom backup` made.")],
    root: Root = HERE,
    apply: Apply = False,  # noqa: FBT002 - an option's switch
) -> None:
    """Bring a backup back. Shows what would change; what is there is kept first."""
    from peerloom.commands import restore as command

    raise _alone(root, lambda: command.run(root, sys.stdout, file, clock=_clock(), apply=apply))


@app.command(epilog="Example: peerloom forget E-8HANGM --apply")
def forget(
    people: Annotated[list[str], typer.Argument(metavar="PERSON", help="A program code or an e-mail address.")],
    root: Root = HERE,
    today: Today = None,
    apply: Apply = False,  # noqa: FBT002 - an option's switch
    responses: Responses = False,  # noqa: FBT002 - an option's switch
) -> None:
    """Erase everything about a person for ever. Shows the plan first, and what only you can erase."""
    from peerloom.commands import forget as command

    day, log, asked = _day(today), _public_log(), tuple(people)
    options = {"apply": apply, "responses": responses, "public_log": log}
    raise _alone(root, lambda: command.run(root, sys.stdout, asked, clock=_clock(), today=day, **options))


@app.command(epilog="Example: peerloom purge --apply")
def purge(
    root: Root = HERE,
    today: Today = None,
    apply: Apply = False,  # noqa: FBT002 - an option's switch
    concerns: Annotated[bool, typer.Option("--concerns", help="Old safety reports as well.")] = False,  # noqa: FBT002 - an option's switch
) -> None:
    """Erase the answers of program years that ended more than `keep_months` ago. Shows the plan first."""
    from peerloom.commands import purge as command

    day, log = _day(today), _public_log()
    options = {"apply": apply, "concerns": concerns, "public_log": log}
    raise _alone(root, lambda: command.run(root, sys.stdout, clock=_clock(), today=day, **options))


@app.command(epilog="Example: peerloom simulate --seed 7 --mentors 60 --mentees 90")
def simulate(
    root: Root = HERE,
    seed: Annotated[int, typer.Option("--seed", help="The same seed makes the same answers.")] = 7,
    mentors: Annotated[int, typer.Option("--mentors", help="How many mentors are invented.")] = 60,
    mentees: Annotated[int, typer.Option("--mentees", help="How many mentees are invented.")] = 90,
    weeks: Annotated[int, typer.Option("--weeks", help="How many weeks of the year.")] = 40,
    into: Annotated[Path | None, typer.Option("--into", help="Another folder than responses/.")] = None,
) -> None:
    """Write a year of invented answers, exactly as Google Forms exports them."""
    from peerloom.commands import simulate as command

    raise typer.Exit(command.run(root, sys.stdout, seed=seed, mentors=mentors, mentees=mentees, weeks=weeks, into=into))


@app.command(epilog="Example: peerloom demo google --into /tmp/try")
def demo(
    what: Annotated[str, typer.Argument(metavar="google", help="What to try: google.")],
    into: Annotated[Path, typer.Option("--into", help="A new folder for the copy.")],
    root: Root = HERE,
    today: Today = None,
) -> None:
    """Run a copy of the program against a Google on this computer: no account, nothing leaves the machine."""
    from peerloom.commands import demo as command

    if what != "google":
        raise typer.BadParameter("There is one thing to try: google.")
    raise typer.Exit(command.run(root, into, sys.stdout, clock=_clock(), today=_day(today)))


@app.command(epilog="Example: peerloom certificates")
def certificates(root: Root = HERE, today: Today = None) -> None:
    """Make certificates and letters of service hours, as PDF in private/certificates."""
    from peerloom.commands import certificates as command

    day, log = _day(today), _public_log()
    raise _alone(root, lambda: command.run(root, sys.stdout, clock=_clock(), today=day, public_log=log))


@app.command(epilog="Example: peerloom forecast")
def forecast(root: Root = HERE, today: Today = None) -> None:
    """Say what the next round needs: places by skill and time, who goes on, who could become a mentor."""
    from peerloom.commands import forecast as command

    day, log = _day(today), _public_log()
    raise _alone(root, lambda: command.run(root, sys.stdout, clock=_clock(), today=day, public_log=log))


@app.command(epilog="Example: peerloom handover")
def handover(root: Root = HERE, today: Today = None) -> None:
    """Write what the next coordinator must know, in private/handover: year, roles, places, how-to, open matters."""
    from peerloom.commands import handover as command

    day, log = _day(today), _public_log()
    raise _alone(root, lambda: command.run(root, sys.stdout, clock=_clock(), today=day, public_log=log))


@app.command("new-cohort", epilog="Example: peerloom new-cohort --apply")
def new_cohort(
    root: Root = HERE,
    today: Today = None,
    name: Annotated[str, typer.Option("--id", help="Its id, when the last one has no year that can go on.")] = "",
    starts: Annotated[str | None, typer.Option("--starts", metavar="YYYY-MM-DD", help="Its first day.")] = None,
    apply: Apply = False,  # noqa: FBT002 - an option's switch
) -> None:
    """Plan the next cohort from the last one, say who goes on and what to ask them, and write it into program.yaml."""
    from peerloom.commands import new_cohort as command

    day, first, log = _day(today), _day(starts), _public_log()
    raise _alone(
        root,
        lambda: command.run(
            root, sys.stdout, clock=_clock(), today=day, name=name, starts=first, apply=apply, public_log=log
        ),
    )


@app.command(epilog="Example: peerloom schema")
def schema(root: Root = HERE) -> None:
    """Write program.schema.json, which lets editors complete and check program.yaml."""
    from peerloom.commands import schema as command

    raise typer.Exit(command.run(root, sys.stdout))


def entry() -> None:
    """The console script."""
    raise SystemExit(main(sys.argv[1:]))


def main(argv: Sequence[str]) -> int:
    """Run one verb. Return 0 done, 1 something for you to fix, 2 wrong usage, 3 our fault.

    What nobody foresaw ends here: its kind and place are said, never its values, which can be people's answers.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")  # Windows' console is not UTF-8 by itself
    try:
        app(list(argv), prog_name="peerloom")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except Exception as error:  # noqa: BLE001 - the last net: whatever it is, say it without its values
        _report(error)
        return 3
    return 0


def _report(error: BaseException) -> None:
    """Say a fault of ours with what is needed to mend it, and without any value."""
    import platform
    import traceback

    print(f"Peerloom made a mistake ({type(error).__name__}). Nothing was published.", file=sys.stderr)
    print("To report it, copy the lines below. They hold no answers.", file=sys.stderr)
    print(f"  peerloom {__version__}, Python {platform.python_version()}, {platform.system()}", file=sys.stderr)
    for frame in traceback.extract_tb(error.__traceback__)[-6:]:
        print(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}", file=sys.stderr)


if __name__ == "__main__":
    entry()
