"""The command line: `python -m app COMMAND`."""

import sys

import typer

from app.commands import (
    accounts,
    audit,
    dictionary,
    directory,
    outlines,
    publish,
    published,
    returns,
    sample,
    submissions,
    template,
)
from app.geography.outlines import OutlineError
from app.intake.directory.fetch import FetchError
from app.store import StoreError
from app.viewer import AccountError

cli = typer.Typer(help="The Community Link Worker dashboard.", no_args_is_help=True, add_completion=False)
cli.add_typer(returns.cli)
cli.add_typer(submissions.cli)
cli.add_typer(sample.cli)
cli.add_typer(template.cli)
cli.add_typer(directory.cli, name="directory")
cli.add_typer(directory.population_cli, name="population")
cli.add_typer(directory.lookup_cli, name="lookup")
cli.add_typer(outlines.cli, name="outlines")
cli.add_typer(accounts.cli, name="account")
cli.add_typer(audit.cli)
cli.add_typer(dictionary.cli)
cli.add_typer(publish.cli)
cli.add_typer(published.cli)


def main() -> None:
    """Run a command; what went wrong is said in a sentence, never with a traceback."""
    try:
        cli()
    except (StoreError, OutlineError, AccountError, FetchError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
