"""Which services of a directory someone in an HSCP could be pointed to."""

import pandas as pd

from app.analysis.gaps import open_services


def services_of(services: pd.DataFrame, category: str) -> pd.DataFrame:
    """The open services of one category, wherever they are. `services`: as the contract's `SERVICES`."""
    return open_services(_listed_for(services, "categories", category))


def services_for(services: pd.DataFrame, hscp_code: str, category: str) -> pd.DataFrame:
    """The open services of one category that serve one HSCP, local, wider and online, by name.

    `services`: as the contract's `SERVICES`; the result has the same columns.
    """
    return services_of(_listed_for(services, "hscp_codes", hscp_code), category).sort_values(["name", "service_id"])


def alternatives(services: pd.DataFrame) -> pd.DataFrame:
    """The wider and online ones among `services`; those that serve the fewest HSCPs, and so are nearest, first."""
    rows = services[services.reach != "local"]
    serves = rows.hscp_codes.str.split().str.len()
    return rows.assign(serves=serves).sort_values(["serves", "name", "service_id"]).drop(columns="serves")


def _listed_for(services: pd.DataFrame, column: str, code: str) -> pd.DataFrame:
    """The services whose list of codes in a column, divided by spaces, has one of them."""
    likely = services[services[column].str.contains(code, regex=False)]
    return likely[likely[column].map(lambda codes: code in codes.split()).astype(bool)]
