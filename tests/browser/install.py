"""See to it that there is a Chromium to test with: `python -m tests.browser.install`."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def browser() -> str | None:
    """Path of a Chromium or Chrome: an installed one, else Playwright's own, else None."""
    installed = next(filter(None, map(shutil.which, NAMES)), None)
    if installed:
        return installed
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.path.exists(path) else None  # noqa: PTH110


def install() -> None:
    """Install one where none is found: by the system's packages as root, else by Playwright's own download."""
    if found := browser():
        print(f"browser tests use {found}")
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=False)
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    print(f"browser tests use {browser()}" if browser() else "no browser could be installed; install Chromium")


if __name__ == "__main__":
    install()
