from odoo import models
from odoo.tools import SQL


class FlowLockMixin(models.AbstractModel):
    """Ask for the rows before they are written: for what several processes write at one moment, and
    for what holds passwords and keys (AE03).

    Under REPEATABLE READ a row that another transaction changed meanwhile cannot be written; Odoo
    tries the whole again, and logs the query that failed as an error, with all that it would have
    written. Here it is the question that fails, and no log tells of it.
    """

    _name = "flow.lock.mixin"
    _description = "Rows that are locked before they are written"

    def write(self, vals):
        self._lock()
        return super().write(vals)

    def _lock(self, skip=False):
        """:param bool skip: leave out what another transaction holds, instead of waiting.
        :return: the rows that are ours until the end of the transaction."""
        if not self.ids:
            return self
        self.env.cr.execute(
            SQL(
                "SELECT id FROM %s WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE %s",
                SQL.identifier(self._table),
                list(self.ids),
                SQL("SKIP LOCKED") if skip else SQL(),
            ),
            log_exceptions=False,
        )
        return self.browse(row for (row,) in self.env.cr.fetchall())
