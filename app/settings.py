"""Settings, from environment variables that begin with `CLW_`, or files of these names in the folder `CLW_SECRETS`."""

import os
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_data_path
from pydantic import IPvAnyNetwork, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.viewer import Role

PROJECT = Path(__file__).resolve().parent.parent

_FEWEST_HIDDEN = 2  # with 1, nothing would be hidden
_FEWEST_ROUNDED = 3  # with 2, a shown 2 would be rounded to 0, which says that there is nobody


class Settings(BaseSettings):
    """Every choice that an installation may make, with its default."""

    model_config = SettingsConfigDict(env_prefix="CLW_", secrets_dir=os.environ.get("CLW_SECRETS"))

    @field_validator("proxies", mode="before")
    @classmethod
    def _listed(cls, listed: object) -> object:
        return [each.strip() for each in listed.split(",") if each.strip()] if isinstance(listed, str) else listed

    @field_validator("sensitive", mode="before")
    @classmethod
    def _names(cls, names: object) -> object:
        from app.contract.codes import DIMENSIONS, SERVICE_CATEGORIES  # which need this module to find their files

        names = {name.strip() for name in names.split(",") if name.strip()} if isinstance(names, str) else names
        if unknown := set(names) - {*DIMENSIONS, *SERVICE_CATEGORIES}:
            raise ValueError(f"{', '.join(sorted(unknown))} is no dimension or category of the core dataset")
        return names

    @field_validator("small_count")
    @classmethod
    def _some_are_hidden(cls, count: int, info: ValidationInfo) -> int:
        rounded = info.data.get("protection") == "rounding"
        fewest = _FEWEST_ROUNDED if rounded else _FEWEST_HIDDEN
        if count < fewest:
            where = " where counts are rounded" if rounded else ""
            raise ValueError(f"{count} would protect nobody; it must be at least {fewest}{where}")
        return count

    @field_validator("small_count_sensitive")
    @classmethod
    def _no_less_than_others(cls, count: int, info: ValidationInfo) -> int:
        others = info.data.get("small_count", count)
        if count < others:
            raise ValueError(f"{count} is less than CLW_SMALL_COUNT, which is {others}; it must be at least as large")
        return count

    store_url: str = f"duckdb://{PROJECT / '.local' / 'store'}"
    """Engine and place of the store of accepted returns."""

    outlines: Path = PROJECT / ".local" / "outlines"
    """Folder for the official outlines that replace the indicative ones, once someone brings them."""

    outlines_url: str = (
        "https://services1.arcgis.com/ESMARspQHYMw9BZ9/arcgis/rest/services/"
        "Local_Authority_Districts_May_2024_Boundaries_UK_BUC/FeatureServer/0/query"
    )
    """ONS Open Geography: council areas of May 2024, ultra-generalised."""

    accounts: Path = user_data_path("clw-dashboard") / "accounts.sqlite"
    """Accounts and sign-in tokens: kept outside the project's folder."""

    local_accounts: bool = True
    """Whether accounts with a password may sign in; to be switched off where single sign-on takes their place."""

    proxies: Annotated[tuple[IPvAnyNetwork, ...], NoDecode] = ()
    """Addresses or networks of reverse proxies, with commas between them, who are believed when they say for whom they
    ask (`X-Forwarded-For`). Nobody else is."""

    address: str = ""
    """Where people reach the dashboard, such as `https://clw.example.org`. Needed for single sign-on."""

    oidc_metadata_url: str = ""
    """Single sign-on: the OpenID Connect provider's `…/.well-known/openid-configuration`. Empty: there is none."""

    oidc_client_id: str = ""
    """What the provider calls this dashboard."""

    oidc_client_secret: SecretStr = SecretStr("")
    """What proves to the provider that it is this dashboard."""

    oidc_scope: str = "openid profile email"
    """What the provider is asked for."""

    oidc_role_claim: str = "roles"
    """The claim that holds a person's roles or groups."""

    oidc_roles: dict[str, Role] = {role.value: role for role in Role}
    """Which of them gives which role here, as JSON: `{"link-worker-policy": "policy"}`. The first that fits counts."""

    oidc_hscp_claim: str = "hscp"
    """The claim that holds the code of an HSCP manager's HSCP, or of the one a steward looks after; `all` for all."""

    demo: bool = False
    """Offer the demonstration accounts (only on loopback, and only while the store holds sample data alone)."""

    protection: Literal["suppression", "rounding"] = "suppression"
    """Hide small counts and what would give them away, or round all counts to the nearest five and hide small ones."""

    small_count: int = 5
    """Counts of people from 1 to one below this are hidden."""

    small_count_sensitive: int = 10
    """The same for what is `sensitive`."""

    sensitive: Annotated[frozenset[str], NoDecode] = frozenset(
        {"ethnic_group", "domestic_abuse", "immigration_and_asylum", "substance_use"}
    )
    """Dimensions and categories of which larger counts are hidden too; names with commas between them."""

    on_time_days: int = 42
    """A return is on time when it is first accepted so many days after the quarter's end at the latest."""

    fetched: Path = PROJECT / ".local" / "fetched"
    """Folder for what has been fetched of a service directory, until it is loaded."""

    reach_metres: float = 5_000.0
    """How far from a service people may live to be near it, in a straight line."""

    gap_little_asked: int = 20
    """Below so many signposts in a year, little was asked for a category."""

    gap_unmet_percent: float = 15.0
    """From this share of signposts that no service could meet, a need is unmet."""

    gap_few_ratio: float = 0.5
    """Services are few below this part of Scotland's local services per 10,000 people."""

    directory_thin_ratio: float = 0.5
    """A directory is too thin to judge an HSCP below this part of Scotland's listed local services per 10,000."""

    directory_stale_percent: float = 50.0
    """A directory is too stale to judge an HSCP when less than this share was assured in the last 12 months."""

    upload_megabytes: int = 600
    """The largest file that is read."""

    upload_rows: int = 1_500_000
    """The most rows of a table that are read."""

    upload_columns: int = 300
    """The most columns of a table that are read."""

    upload_sheets: int = 30
    """The most sheets of a workbook."""

    upload_unpacked_megabytes: int = 300
    """The most that a workbook may hold once it is unpacked: about 150,000 full rows of returns."""

    upload_unpack_ratio: int = 100
    """How many times larger than in the workbook a part of it may be when it is unpacked."""

    map_tolerance_metres: float = 250.0
    """How far an outline may be simplified before it is sent to a browser."""


@cache
def settings() -> Settings:
    """The settings of this process, read once. Ends the process with a sentence when one cannot be used."""
    try:
        return Settings()
    except ValidationError as error:
        faults = [f"CLW_{fault['loc'][0]}".upper() + f": {fault['msg']}" for fault in error.errors()]
        raise SystemExit("\n".join(faults)) from error
