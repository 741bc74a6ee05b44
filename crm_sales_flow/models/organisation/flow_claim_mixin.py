from odoo import api, models
from odoo.tools import SQL


class FlowClaimMixin(models.AbstractModel):
    """Insert a row once, however often and however concurrently the same thing arrives.

    A caught UniqueViolation leaves an aborted transaction, and under REPEATABLE READ the other
    row cannot be read back. ``INSERT ... ON CONFLICT DO NOTHING`` instead either claims the key
    or waits for the concurrent claim and then raises a serialization failure, which Odoo retries.
    """

    _name = "flow.claim.mixin"
    _description = "Idempotent insert"

    @api.model
    def _claim(self, key):
        """Claim ``key`` (column -> value, covered by a unique constraint of the model).

        :return: the new record, with no other field set, or an empty recordset when the key
            has been claimed before. The caller fills the record by ``write``.
        """
        values = {
            **key,
            "create_uid": self.env.uid,
            "write_uid": self.env.uid,
            "create_date": self.env.cr.now(),
            "write_date": self.env.cr.now(),
        }
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) VALUES (%s) ON CONFLICT DO NOTHING RETURNING id",
                SQL.identifier(self._table),
                SQL(", ").join(map(SQL.identifier, values)),
                SQL(", ").join(SQL("%s", value) for value in values.values()),
            ),
            log_exceptions=False,  # a concurrent claim is no error: the caller is retried
        )
        row = self.env.cr.fetchone()
        record = self.browse(row[0] if row else ())
        if record:
            record._remember_claimed(values)
        return record

    def _remember_claimed(self, values):
        """What is known of a new row is not asked for: nothing else is set or refers to it."""
        for field in self._fields.values():
            if field.name == "id" or not field.store:
                continue
            if field.type in ("one2many", "many2many"):
                field._update_cache(self, ())
            elif not field.column_type:
                continue  # a file, which the caller keeps by itself
            elif field.name not in values:
                field._update_cache(self, None)
            elif field.type != "json":  # its value is wrapped for the database
                field._update_cache(self, field.convert_to_cache(values[field.name], self))
