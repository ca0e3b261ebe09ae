"""A small load client that speaks Streamlit's own websocket messages."""

import time
from types import TracebackType

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

_SECONDS = 60


class Session:
    """One browser tab's connection to the server, as a context manager.

    `token` is that of a signed-in session, or None; `headers` are further ones of its request.
    """

    def __init__(self, address: str, token: str | None = None, headers: dict[str, str] | None = None) -> None:
        cookie = {"Cookie": f"clw_session={token}"} if token else {}
        url = address.replace("http://", "ws://") + "/_stcore/stream"
        self._socket = connect(
            url,
            additional_headers={**(headers or {}), **cookie},
            subprotocols=["streamlit"],
            max_size=None,
            origin=address,
            open_timeout=_SECONDS,
        )

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._socket.close()

    def run(self, page: str, query: str = "", pressed: str = "") -> tuple[float, list[ForwardMsg]]:
        """Ask for a rerun of a page; the milliseconds until the script has finished, and what was sent meanwhile.

        `pressed`: the id of a button that is pressed.
        """
        message = BackMsg()
        if pressed:
            message.rerun_script.widget_states.widgets.add(id=pressed, trigger_value=True)
        message.rerun_script.query_string = query
        message.rerun_script.page_name = page
        begun = time.perf_counter()
        self._socket.send(message.SerializeToString())
        received = []
        while True:
            received.append(ForwardMsg.FromString(self._socket.recv(_SECONDS)))
            if received[-1].WhichOneof("type") == "script_finished":
                return (time.perf_counter() - begun) * 1000, received
