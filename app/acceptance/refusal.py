"""What is said when something is not accepted."""

from app.intake.faults import Fault


class Refused(Exception):
    """The files hold errors, or nothing at all; nothing was accepted. `faults` lists all of them, warnings too."""

    def __init__(self, faults: list[Fault]) -> None:
        errors = sum(fault.severity == "error" for fault in faults)
        self.faults = faults
        self.what_to_do = (
            "put the errors right and load the files again."
            if errors
            else "there are no rows in it; fill some in first."
        )
        what = f"{errors} errors must be put right first" if errors else "the files hold no rows"
        super().__init__(f"nothing was accepted: {what}")
