"""Settings, from environment variables that begin with `CLW_`."""

from functools import cache
from pathlib import Path

from platformdirs import user_data_path
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Every choice that an installation may make, with its default."""

    model_config = SettingsConfigDict(env_prefix="CLW_")

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

    demo: bool = False
    """Offer the demonstration accounts (only on loopback, and only while the store holds sample data alone)."""

    small_count: int = 5
    """Counts of people from 1 to one below this are hidden."""

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

    map_tolerance_metres: float = 250.0
    """How far an outline may be simplified before it is sent to a browser."""


@cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
