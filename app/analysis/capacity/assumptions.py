"""What a projection of waiting list and caseload rests on."""

from dataclasses import asdict, dataclass
from math import isfinite

DAYS_IN_QUARTER = 365.25 / 4

_ABOVE_ZERO = ("contacts_per_case", "appointment_minutes", "case_days")


@dataclass(frozen=True)
class Assumptions:
    """All that a projection rests on. Raises ValueError for a value that cannot be.

    - open_cases: people supported at the start
    - waiting: people waiting at the start
    - referrals: received in a quarter, mean of the year before the start
    - growth: of referrals, a year; 0.05 is 5% more each year
    - share_accepted: of the referrals received, 0 to 1
    - share_leaving: of the people who wait during a quarter, those who leave without support, 0 to 1
    - wte: link workers in post, whole-time equivalents
    - contacts_per_case: contacts attended over the life of a case
    - appointment_minutes: booked for a contact
    - weeks_per_year, hours_per_week: worked by one WTE
    - share_direct: of working time, that booked for contacts, 0 to 1
    - share_not_attended: of the contacts booked, 0 to below 1
    - case_days: mean length of a case
    - shortest_wait_days: mean wait when time is no obstacle
    """

    open_cases: float
    waiting: float
    referrals: float
    growth: float
    share_accepted: float
    share_leaving: float
    wte: float
    contacts_per_case: float
    appointment_minutes: float
    weeks_per_year: float
    hours_per_week: float
    share_direct: float
    share_not_attended: float
    case_days: float
    shortest_wait_days: float

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            too_low = value < -1 if name == "growth" else value < 0 or (value == 0 and name in _ABOVE_ZERO)
            too_high = name.startswith("share_") and (value > 1 or (value == 1 and name == "share_not_attended"))
            if too_low or too_high or not isfinite(value):
                raise ValueError(f"{name} cannot be {value:g}")

    @property
    def contacts_per_wte(self) -> float:
        """Contacts attended that one WTE has time for in a quarter."""
        minutes = 60 * self.hours_per_week * self.weeks_per_year / 4 * self.share_direct
        return minutes / self.appointment_minutes * (1 - self.share_not_attended)

    @property
    def case_quarters(self) -> float:
        """Mean length of a case, in quarters."""
        return self.case_days / DAYS_IN_QUARTER
