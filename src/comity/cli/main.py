"""The `comity` command: finds the subcommand, and turns errors into words and exit codes."""

from __future__ import annotations

import gc
import importlib
import os
import sys

import click

from comity import __version__
from comity.cli.output import DONE, PARTLY, USAGE, say
from comity.errors import ComityError, NoRoomError

# Command -> module of comity.cli that holds it; loading all would double the start-up time.
COMMANDS = {
    "build": "build",
    "demo": "demo",
    "documents": "documents",
    "show": "documents",
    "related": "links",
    "compare": "compare",
    "align": "align",
    "evaluate": "links",
    "lineage": "lineage",
    "works": "works",
    "export": "export",
    "search": "search",
    "topics": "topics",
    "coverage": "topics",
    "silence": "topics",
    "base": "versions",
    "backup": "backup",
    "restore": "backup",
    "add": "add",
    "judge": "judge",
    "models": "models",
}


class _Commands(click.Group):
    """A group that imports a command's module when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        cmd_name: str,
    ) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"comity.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name)
        return command


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with: comity demo",
)
@click.version_option(__version__, prog_name="comity")
def comity() -> None:
    """Governance texts on AI become provisions, and every provision finds its related ones.

    comity build reads a folder of texts into an evidence base; the other
    commands answer from it. Exit codes: 0 done, 1 done in part (failures
    are listed) or stopped by a full disk, 2 could not be done as asked.
    """


def main() -> None:
    """Run the command line; expected errors end in one clear message, without a traceback."""
    gc.set_threshold(100_000)  # records come by the million, and hardly a cycle among them
    try:
        code = comity(standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        if isinstance(error, click.NoSuchOption) and error.ctx and error.ctx.parent is None:
            say("Options come after the command: comity show ID --base DIR", err=True)
        sys.exit(USAGE)
    except (click.Abort, KeyboardInterrupt):
        say("Stopped.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output left (`comity documents | head`): nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.exit(DONE)
    except ComityError as error:
        say(f"Error: {error}", err=True)
        sys.exit(PARTLY if isinstance(error, NoRoomError) else USAGE)
    except OSError as error:
        # A full disk, above all: what is written is written aside first, so nothing is half done.
        say(f"Error: {error.strerror or error}. Nothing was changed.", err=True)
        sys.exit(USAGE)
    sys.exit(code if isinstance(code, int) else DONE)
