"""The page of `floor.py`."""

import os
from pathlib import Path

import streamlit as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner import get_script_run_ctx


@st.cache_resource
def recorded() -> list[bytes]:
    """The recorded messages, each as it was sent."""
    folder = Path(os.environ["CLW_BENCH_ELEMENTS"])
    return [path.read_bytes() for path in sorted(folder.iterdir())]


for message in recorded():
    get_script_run_ctx().enqueue(ForwardMsg.FromString(message))
