"""Filters, kept in the address of the page: the one place that reads and writes it."""

from collections.abc import Callable, Mapping, Sequence

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
) -> str:
    """A list to choose from whose choice stands in the address as `name`.

    `names` says how options read. An address with an unknown option falls back to `default`, and says so.
    """
    wanted = st.query_params.get(name, default)
    if wanted not in options:
        st.toast(f"The address asked for an unknown {label.lower()}; it is left out.", icon=":material/info:")
        wanted = default
    key = f"filter_{name}"
    st.session_state[key] = wanted
    return st.selectbox(
        label,
        options,
        key=key,
        format_func=names if callable(names) else names.__getitem__,
        on_change=lambda: write(name, st.session_state[key], default),
    )


def write(name: str, value: str, default: str = ALL) -> None:
    """Put a choice into the address; the default is left out of it."""
    if value == default:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value


def address() -> str:
    """The address of what is being looked at, filters and all."""
    query = "&".join(f"{name}={value}" for name, value in st.query_params.items())
    return f"{st.context.url or ''}{'?' if query else ''}{query}"
