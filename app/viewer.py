"""Who is looking: a role and the area it may see in full."""

from dataclasses import dataclass
from enum import StrEnum


class AccountError(Exception):
    """An account cannot be made, changed or used so; the message says why and what to do."""


class Role(StrEnum):
    """What a person came to do."""

    POLICY = "policy"
    HSCP = "hscp"
    ADVISORY = "advisory"
    STEWARD = "steward"


@dataclass(frozen=True)
class Viewer:
    """A signed-in person.

    `hscp_code` is the HSCP of a manager, or the one HSCP a steward looks after; None for everyone else.
    """

    username: str
    name: str
    role: Role
    hscp_code: str | None = None

    def __post_init__(self) -> None:
        if self.role is Role.HSCP and not self.hscp_code:
            raise ValueError(f"the account {self.username!r} has the role hscp but no HSCP")
        if self.role in (Role.POLICY, Role.ADVISORY) and self.hscp_code:
            raise ValueError(f"the account {self.username!r} has an HSCP, which the role {self.role} does not use")

    @property
    def own_area(self) -> str | None:
        """Code of the HSCP whose figures this viewer sees in full, or None."""
        return self.hscp_code if self.role is Role.HSCP else None

    @property
    def may_hand_in(self) -> bool:
        """Whether they may check, accept and take back returns: of the one HSCP `hscp_code`, if they have one."""
        return self.role in (Role.HSCP, Role.STEWARD)

    @property
    def may_edit_expected_units(self) -> bool:
        """Whether they may say which units are expected: of the one HSCP `hscp_code`, if they have one."""
        return self.role is Role.STEWARD

    @property
    def may_load_directories(self) -> bool:
        """Whether they may load a service directory: it is everyone's, so a steward of one HSCP may not."""
        return self.role is Role.STEWARD and not self.hscp_code

    @property
    def may_read_the_log(self) -> bool:
        """Whether they may read the audit log, which is about everyone."""
        return self.role is Role.STEWARD and not self.hscp_code

    @property
    def scope(self) -> str:
        """What decides which figures this viewer sees: viewers of one scope may share a cache entry."""
        return f"own:{self.own_area}" if self.own_area else "protected"
