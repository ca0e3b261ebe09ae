"""That no figure leaves the server which its viewer may not see, whatever page is asked for first.

Two stores differ in nothing but the true figures: those before protection, of all areas but one. What they send to a
viewer who may not see these must be the same, message by message, for any page, by any role, on the first request of
a connection. A figure that came from a true one in any way, as it is or in a rate, a chart or a file, would differ.
"""

import re
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.bench.client import Session
from tests.browser.fixtures import ROLES, serving, token_of

FILES = sorted(path.stem for path in (Path(__file__).resolve().parents[2] / "pages").glob("*.py"))
PAGES = ["" if page == "overview" else page for page in FILES]  # the overview is at the root
TRUE_TABLES = ("cube", "demand", "waits", "attributes", "breakdown", "outcomes")
GLASGOW = "S37000034"
OUT_OF_PLACE = 9_000_000_000
SIGN_OF_IT = re.compile(rb"\b9,?000,?\d{3},?\d{3}\b")

pytestmark = pytest.mark.xdist_group("scope")  # one worker, for the server with other figures


def copy_with_other_true_figures(store: Path, to: Path, spared: str) -> Path:
    """A copy of a store, every true figure raised by nine thousand million, but those of the area `spared`."""
    shutil.copytree(store, to)
    changed = 0
    for path in (path for name in TRUE_TABLES for path in to.glob(f"versions/*/{name}.parquet")):
        table = pq.read_table(path)
        others = pc.not_equal(table["area_code"], spared)
        for position, field in enumerate(table.schema):
            if pa.types.is_floating(field.type) or pa.types.is_integer(field.type):
                raised = pc.add(table[field.name], pa.scalar(OUT_OF_PLACE, field.type))
                table = table.set_column(position, field, pc.if_else(others, raised, table[field.name]))
                changed += 1
            elif field.name == "state":
                shown = pc.if_else(others, pa.scalar("reported", field.type), table[field.name])
                table = table.set_column(position, field, shown)
        pq.write_table(table, path)
    assert changed >= len(TRUE_TABLES)
    return to


@pytest.fixture(scope="module")
def other_figures(sample_store, tmp_path_factory):
    """Address of a server whose true figures are other than those of the common one, but for Glasgow's."""
    store = Path(sample_store.removeprefix("duckdb://"))
    other = copy_with_other_true_figures(store, tmp_path_factory.mktemp("other") / "store", GLASGOW)
    with serving(CLW_STORE_URL=f"duckdb://{other}") as address:
        yield address


def sent(address, page, role):
    """What the first request of a new connection for a page is answered with, without what is random."""
    with Session(address, token_of(role) if role else None) as session:
        _, messages = session.run(page)
    return [_lasting(message) for message in messages if message.WhichOneof("type") == "delta"]


def _lasting(message: ForwardMsg) -> bytes:
    delta = message.delta
    if delta.new_element.WhichOneof("type") == "download_button":
        delta.new_element.download_button.ClearField("deferred_file_id")
    return delta.SerializeToString(deterministic=True)


@pytest.mark.parametrize("role", [None, *ROLES])
def test_no_page_sends_anyone_what_follows_from_figures_out_of_their_scope(server, other_figures, role):
    differing = []
    for page in PAGES:
        first, second = sent(server, page, role), sent(other_figures, page, role)
        assert first
        if first != second:
            differing.append(page)
    assert differing == []


def test_the_comparison_would_see_a_figure_out_of_scope(sample_store, server, tmp_path):
    """With Glasgow's true figures changed too, its manager's pages differ; nobody else's do."""
    other = copy_with_other_true_figures(Path(sample_store.removeprefix("duckdb://")), tmp_path / "store", "nowhere")
    with serving(CLW_STORE_URL=f"duckdb://{other}") as address:
        assert sent(server, "", "hscp") != sent(address, "", "hscp")
        assert sent(server, "", "policy") == sent(address, "", "policy")
        assert SIGN_OF_IT.search(b"".join(sent(address, "", "hscp")))


@pytest.mark.parametrize("role", ROLES)
def test_every_role_sees_every_page_with_no_error_no_figure_out_of_scope_and_no_request_to_elsewhere(
    visit, other_figures, role
):
    here = visit(address=other_figures)
    here.has_signed_in(role)
    for page in PAGES:
        here.open(f"/{page}")
        here.titled()
        here.settled()
        frames = (frame for frame in here.page.frames if frame.url != "about:blank")
        shown = "\n".join(frame.locator("body").inner_text() for frame in frames)
        assert not SIGN_OF_IT.search(shown.encode()), page
    assert not SIGN_OF_IT.search(b"".join(here.frames))
    assert here.errors == []
    assert here.foreign_requests() == []
