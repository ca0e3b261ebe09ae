"""Filters, kept in the address of the page: the one place that reads and writes it."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import quote, urlencode

import streamlit as st

ALL = ""
"""The option that filters nothing; it does not stand in the address."""


def choose(
    name: str,
    label: str,
    options: Sequence[str],
    *,
    default: str,
    names: Mapping[str, str] | Callable[[str], str],
    forgets: Sequence[str] = (),
) -> str:
    """A list to choose from whose choice stands in the address as `name`.

    `names` says how options read; `forgets` names filters that mean nothing once another option is chosen. An address
    with an unknown option falls back to `default`, and says so.
    """
    key = _asked_for(name, label, options, default)

    def chosen() -> None:
        write(name, st.session_state[key], default)
        forget(forgets)

    return st.selectbox(
        label, options, key=key, format_func=names if callable(names) else names.__getitem__, on_change=chosen
    )


def switch(name: str, label: str, options: Sequence[str], *, default: str, names: Mapping[str, str]) -> str:
    """The same for a few options that stand side by side."""
    key = _asked_for(name, label, options, default)
    return st.segmented_control(
        label,
        options,
        key=key,
        format_func=names.__getitem__,
        on_change=lambda: write(name, st.session_state[key], default),
        label_visibility="collapsed",
        required=True,
    )


def search(name: str, label: str, hint: str) -> str:
    """Words to look for, which stand in the address as `name`; empty when nothing is looked for."""
    key = f"filter_{name}"
    st.session_state[key] = st.query_params.get(name, ALL)
    return st.text_input(
        label, key=key, placeholder=hint, on_change=lambda: write(name, st.session_state[key].strip())
    ).strip()


def adjust(
    name: str,
    label: str,
    *,
    default: float,
    lowest: float,
    highest: float,
    step: float,
    decimals: int,
    explained: str | None = None,
) -> float:
    """A number to set, which stands in the address as `name` once it is not the default, both rounded to `decimals`.

    Returns `default` as it is, not rounded, until then. An address with what is no number, or one out of bounds, falls
    back to it, and says so. The bounds give way to the default.
    """
    shown = round(default, decimals) + 0.0
    lowest, highest = min(lowest, shown), max(highest, shown)
    wanted = _number(st.query_params.get(name, str(shown)))
    if not lowest <= wanted <= highest:
        _left_out(label)
        wanted = shown
    key = f"filter_{name}"
    st.session_state[key] = round(wanted, decimals) + 0.0

    def written(value: float) -> str:
        return f"{value:.{decimals}f}"

    number = st.number_input(
        label,
        float(lowest),
        float(highest),
        step=float(step),
        format=f"%.{decimals}f",
        key=key,
        help=explained,
        on_change=lambda: write(name, written(st.session_state[key]), written(shown)),
    )
    return default if number == shown else number


def _number(written: str) -> float:
    try:
        return float(written)
    except ValueError:
        return math.nan


def _asked_for(name: str, label: str, options: Sequence[str], default: str) -> str:
    """Put what the address asks for, or the default, into the session; the key under which it stands there."""
    wanted = st.query_params.get(name, default)
    if wanted not in options:
        _left_out(label)
        wanted = default
    key = f"filter_{name}"
    st.session_state[key] = wanted
    return key


def _left_out(label: str) -> None:
    st.toast(f"The address asked for an unknown {label.lower()}; it is left out.", icon=":material/info:")


def forget(names: Iterable[str]) -> None:
    """Take filters out of the address, so that they go back to their defaults."""
    for name in names:
        st.query_params.pop(name, None)


def write(name: str, value: str, default: str = ALL) -> None:
    """Put a choice into the address; the default is left out of it."""
    if value == default:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value


def address() -> str:
    """The address of what is being looked at, filters and all."""
    query = urlencode(st.query_params.to_dict(), quote_via=quote)
    return f"{st.context.url or ''}{'?' if query else ''}{query}"
