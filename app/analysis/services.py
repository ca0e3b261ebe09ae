"""Which services of a directory someone in an HSCP could be pointed to."""

import numpy as np
import pandas as pd

from app.measures.supply import open_services


def services_of(services: pd.DataFrame, category: str) -> pd.DataFrame:
    """The open services of one category, wherever they are. `services`: as the contract's `SERVICES`."""
    return _listed(services, categories=category)


def services_for(services: pd.DataFrame, hscp_code: str, category: str) -> pd.DataFrame:
    """The open services of one category that serve one HSCP, local, wider and online, by name.

    `services`: as the contract's `SERVICES`; the result has the same columns.
    """
    return _listed(services, hscp_codes=hscp_code, categories=category).sort_values(["name", "service_id"])


def alternatives(services: pd.DataFrame) -> pd.DataFrame:
    """The wider and online ones among `services`; those that serve the fewest HSCPs, and so are nearest, first."""
    rows = services[services.reach != "local"]
    serves = rows.hscp_codes.str.split().str.len()
    return rows.assign(serves=serves).sort_values(["serves", "name", "service_id"]).drop(columns="serves")


def _listed(services: pd.DataFrame, **wanted: str) -> pd.DataFrame:
    """The open services that have a code in each of some columns, which hold lists of codes divided by spaces."""
    likely = np.logical_and.reduce([services[name].str.contains(code, regex=False) for name, code in wanted.items()])
    rows = open_services(services[likely.astype(bool)])
    for name, code in wanted.items():
        rows = rows[rows[name].map(lambda codes, code=code: code in codes.split()).astype(bool)]
    return rows
