"""What can be changed in a plan: how each assumption is shown, and within which bounds it can be set."""

from dataclasses import dataclass

from app.display.numbers import number


@dataclass(frozen=True)
class Lever:
    """One assumption as a reader sees it: `per` × its value, with `decimals`, set by `step` between two bounds."""

    name: str
    lowest: float
    highest: float
    step: float
    decimals: int = 0
    per: float = 1

    def shown(self, value: float) -> str:
        """A value of the assumption as a reader sees it, without its unit."""
        return number(self.per * value, self.decimals)


MAIN = (
    Lever("growth", lowest=-50, highest=200, step=1, decimals=1, per=100),
    Lever("wte", lowest=0, highest=500, step=0.5, decimals=1),
    Lever("contacts_per_case", lowest=0.5, highest=50, step=0.5, decimals=1),
    Lever("appointment_minutes", lowest=5, highest=240, step=5),
    Lever("weeks_per_year", lowest=0, highest=52, step=1),
)
"""What people plan with."""

MORE = (
    Lever("referrals", lowest=0, highest=100_000, step=10),
    Lever("share_accepted", lowest=0, highest=100, step=1, decimals=1, per=100),
    Lever("waiting", lowest=0, highest=100_000, step=5),
    Lever("share_leaving", lowest=0, highest=100, step=1, decimals=1, per=100),
    Lever("shortest_wait_days", lowest=0, highest=365, step=1),
    Lever("open_cases", lowest=0, highest=100_000, step=10),
    Lever("case_days", lowest=1, highest=1_500, step=5),
    Lever("hours_per_week", lowest=0, highest=60, step=0.5, decimals=1),
    Lever("share_direct", lowest=0, highest=100, step=1, decimals=1, per=100),
    Lever("share_not_attended", lowest=0, highest=95, step=1, decimals=1, per=100),
)
"""What the projection rests on besides."""

VARIATION = Lever("variation", lowest=0, highest=300, step=10, per=100)
"""How far figures may stray, times the area's own variation: what the bands rest on."""

LEVERS = {lever.name: lever for lever in (*MAIN, *MORE)}
