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
    key = _asked_for(name, label, options, default)
    return st.selectbox(
        label,
        options,
        key=key,
        format_func=names if callable(names) else names.__getitem__,
        on_change=lambda: write(name, st.session_state[key], default),
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


def _asked_for(name: str, label: str, options: Sequence[str], default: str) -> str:
    """Put what the address asks for, or the default, into the session; the key under which it stands there."""
    wanted = st.query_params.get(name, default)
    if wanted not in options:
        st.toast(f"The address asked for an unknown {label.lower()}; it is left out.", icon=":material/info:")
        wanted = default
    key = f"filter_{name}"
    st.session_state[key] = wanted
    return key


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
