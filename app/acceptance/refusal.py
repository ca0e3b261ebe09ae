"""What is said when something is not accepted."""

from app.intake.faults import Fault


class Refused(Exception):
    """The files hold errors; nothing was accepted. `faults` lists all of them, warnings too."""

    def __init__(self, faults: list[Fault]) -> None:
        errors = sum(fault.severity == "error" for fault in faults)
        super().__init__(f"nothing was accepted: {errors} errors must be put right first")
        self.faults = faults
