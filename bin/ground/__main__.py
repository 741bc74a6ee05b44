"""Entry of every command in bin/: `python bin/ground COMMAND ...`."""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from ground.cli import main  # noqa: E402 - the package is importable only from here on

sys.exit(main(sys.argv[1:]))
