"""One entry for all commands: finds the command, turns every stop into one sentence."""

import errno
import importlib
import sys

from ground.proc import Failed
from ground.say import Stop

COMMANDS = ("run", "call", "test", "lint", "bench", "reset", "shell", "i18n", "screenshots")


def main(arguments):
    name, *rest = arguments or ["run"]
    if name not in COMMANDS:
        print(f"Unknown command {name}: use one of {', '.join(COMMANDS)}.", file=sys.stderr)
        return 2
    try:
        return importlib.import_module(f"ground.commands.{name}").main(rest) or 0
    except Stop as stop:
        print(f"\n{stop}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nInterrupted; call the command again to continue.", file=sys.stderr)
        return 130
    except Failed as failure:
        lines = failure.output.strip().splitlines() or ["no output"]
        print(f"\n{failure} ({lines[-1][:200]}): repair that and repeat.", file=sys.stderr)
    except OSError as error:
        print(f"\n{sentence(error)}", file=sys.stderr)
    return 1


def sentence(error):
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full{where}: free some gigabytes and run this command again."
    if isinstance(error, PermissionError):
        return f"No permission{where}: run as the owner of this folder, or run bin/reset as him."
    return f"The system refuses ({error.strerror or error}){where}: repair that and repeat."
