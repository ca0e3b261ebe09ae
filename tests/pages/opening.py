"""Opening pages of the dashboard without a browser."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

_TIMEOUT = 60


def dashboard(project: Path, role: str | None, page: str, **query: str) -> AppTest:
    app = AppTest.from_file(str(project / "app" / "dashboard.py"), default_timeout=_TIMEOUT)
    app.switch_page(str(project / "pages" / f"{page}.py")) if page != "overview" else None
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    if role:
        app.button(key=f"demo_{role}").click().run()
        if page != "overview":
            app.switch_page(str(project / "pages" / f"{page}.py"))
            for name, value in query.items():
                app.query_params[name] = value
            app.run()
    return app
