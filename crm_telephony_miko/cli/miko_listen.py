import sys
import threading

from odoo.cli import Command
from odoo.modules.registry import Registry
from odoo.tools import config


class MikoListen(Command):
    """Listen to the telephone exchange and keep its calls in the database.

    One process for a database; a second one waits until the first is gone. The address of the
    configuration file goes into the environment: ``ODOO_RC=/etc/odoo/odoo.conf odoo miko_listen``.
    """

    name = "miko_listen"

    def run(self, args):
        config.parser.prog = self.prog
        config.parse_config(args, setup_logging=True)
        names = config["db_name"]
        if len(names) != 1:
            sys.exit("Name one database: odoo miko_listen -d DATABASE")
        threading.current_thread().dbname = names[0]
        if "miko.pbx" not in Registry(names[0]):
            sys.exit("The add-on crm_telephony_miko is not installed in this database")
        # Only now: the models of the add-on are loaded by the registry.
        from odoo.addons.crm_telephony_miko.listener import listen

        listen(names[0])
