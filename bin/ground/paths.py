"""Where everything lies. All state is under .odoo/ (and one folder under /var/lib, as root)."""

import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATE = ROOT / ".odoo"
LOGS = STATE / "log"
DATA = STATE / "data"
FILESTORE = DATA / "filestore"
VENV = STATE / "venv"
PYTHON = VENV / "bin" / "python"
ODOO = VENV / "bin" / "odoo"
SERVER = STATE / "server"
CONFIG = STATE / "odoo.conf"
LETTERS = STATE / "letters"
SCREENSHOTS = STATE / "screenshots"

# Two clones on one machine must not meet: names outside the checkout carry this.
CLONE = hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
