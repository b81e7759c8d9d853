"""What was checked about a pairing, in plain words, for whoever decides on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from peerloom.matching.floor import Floor
    from peerloom.matching.solve import AtMost, Solution


def proof(solution: Solution, price: int) -> str:
    """Say how many are matched, what better would mean in this mode, and that there is nothing better.

    Args:
        solution: what was solved.
        price: percent that the mode ``balanced`` was allowed to give up.
    """
    matched, mentees = sum(i >= 0 for i in solution.mentor_of), len(solution.mentor_of)
    if not mentees:
        return "Nobody is ready to be matched."
    many = f"{matched} of {mentees} mentee{'' if mentees == 1 else 's'} get{'s' if mentees == 1 else ''} a mentor."
    if solution.at_most is not None:
        return f"{many} {_not_ruled_out(solution.at_most)}"
    if solution.mode == "stable":
        return (
            f"{many} This was checked: no mentor and mentee would both fit each other better than whom they have. "
            "This way of matching can leave somebody waiting who would have a mentor in another way."
        )
    return f"{many} This was checked: no other pairing matches more people{_then(solution, price)}"


def _not_ruled_out(at_most: AtMost) -> str:
    """What is known of a round that was too large for the work that a proof may take."""
    said = "The round is too large to look at everything, so no lowest fit was kept."
    if at_most.people:
        more = "1 more person" if at_most.people == 1 else f"{at_most.people} more people"
        return f"{said} This was checked: at most {more} could have a mentor in another pairing."
    percent = f"{at_most.fit // 100}.{at_most.fit % 100:02}"
    none = f"no other pairing matches more people, and none fits more than {percent} % better in all."
    return f"{said} This was checked: {none}"


def _then(solution: Solution, price: int) -> str:
    if solution.mode == "leximin":
        return (
            ", and among those that match as many nobody's fit can be better without a worse one for somebody "
            "who fits as badly or worse, counted out of 100."
        )
    if solution.floor is None:
        return ", and none that matches as many fits better in all."
    return f". {kept_floor(solution.floor, price)} No pairing that keeps both fits better in all."


def kept_floor(floor: Floor, price: int, lacks: str = "a mentor") -> str:
    """Say how high the lowest fit is, what that costs, and that a higher one leaves somebody without ``lacks``."""
    lowest = f"Everybody's fit is at least {_out_of_100(floor.score)} of 100, which {_cost(floor)}."
    if floor.ceiling == floor.score:
        return f"{lowest} A higher lowest fit would leave somebody without {lacks}."
    higher = f"More, up to {_out_of_100(floor.ceiling)}, would cost more than the {price} % that are allowed."
    return f"{lowest} {higher}"


def _cost(floor: Floor) -> str:
    """How much fit over all the floor costs, rounded up to hundredths of a percent."""
    if floor.given_up == 0:
        return "costs no fit over all"
    hundredths = -(-floor.given_up * 10_000 // floor.fit)
    return f"costs {hundredths // 100}.{hundredths % 100:02} % of the fit over all"


def _out_of_100(score: int) -> int:
    return round(score / 100)
