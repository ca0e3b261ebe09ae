"""Real inputs, read where they are: in a folder `shared` beside the project."""

import os

import pytest


@pytest.fixture(scope="session")
def shared(project):
    """The folder `shared` beside the project. Its tests are skipped without it, unless it is required."""
    folder = project.parent / "shared"
    if not folder.is_dir():
        if os.environ.get("CLW_REQUIRE_SHARED"):
            pytest.fail("the folder shared is required and is not beside the project")
        pytest.skip("needs the folder shared beside the project")
    return folder
