import base64
from uuid import uuid4

from odoo import Command

from .supply_common import SupplyCase

PIXEL = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)


class FieldWorkCase(SupplyCase):
    """A machine of the client, a visit of the engineer on it, and what his device sends."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.engineer = cls.users["engineer"]
        cls.category = cls.env["product.category"].create({"name": "Chambers"})
        cls.stocked.categ_id = cls.category
        cls.lot = cls._lot(cls.stocked, "FW-1")
        cls.lot.owner_id = cls.client_company

    @classmethod
    def _checklist(cls, kind="installation", category=None):
        points = [
            {"name": "Looked over", "comparison": "none"},
            {"name": "Pressure", "comparison": "max", "declared": 0.005, "unit": "Pa"},
        ]
        return cls.env["crm.checklist"].create(
            {
                "name": f"Checklist {kind}",
                "kind": kind,
                "category_ids": [Command.set((category or cls.category).ids)],
                "line_ids": [Command.create(point) for point in points],
            }
        )

    @classmethod
    def _visit(cls, **values):
        lead = values.pop("lead", cls.env["crm.lead"])
        return cls.env["project.task"]._field_work_create(
            [
                {
                    "name": "Visit",
                    "field_work_type": "visit",
                    "partner_id": cls.client_company.id,
                    "lot_ids": [Command.set(cls.lot.ids)],
                    "user_ids": [Command.set(cls.users["engineer"].ids)],
                    "lead_id": lead.id,
                    **values,
                }
            ]
        )

    def _submit(self, visit, kind, values=None, uuid=None, login="engineer"):
        uuid = uuid or str(uuid4())
        return self.as_user(login, visit).visit_submit(uuid, kind, values or {})

    def _act(self, **values):
        return {
            "act_works": "Mounted, adjusted",
            "act_signer": "Ivanov I. I.",
            "act_signer_post": "Chief engineer",
            "act_signature": PIXEL.decode(),
            **values,
        }

    def _photo(self, content=None):
        content = content or base64.b64decode(PIXEL)
        data = base64.b64encode(content).decode()
        return {"name": "photo.png", "size": len(content), "data": data}
