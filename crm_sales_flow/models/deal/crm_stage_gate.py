from lxml import etree

from odoo import api, fields, models, tools


class CrmStageGate(models.Model):
    """A condition for leaving a stage forward (design section 3, I06).

    A gate is a domain over ``crm.lead``: an implementer edits it in the web client, and what it
    asks for is always a field of the deal.
    """

    _name = "crm.stage.gate"
    _inherit = ["flow.condition.mixin"]
    _description = "Exit condition of a stage"
    _order = "stage_id, sequence, id"

    name = fields.Char(
        "What must be true",
        required=True,
        translate=True,
        help="Shown to the manager when it is not so.",
    )
    stage_id = fields.Many2one(
        "crm.stage", "Leaving the stage", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    hint = fields.Char(
        "Where to fix it", translate=True, help="One sentence: on which page, by which button."
    )
    fix_action_id = fields.Many2one(
        "ir.actions.actions",
        "Fix action",
        help="Opened by the button of the row, with the deal as the record. When empty, the button "
        "leads to the field of the deal that the condition begins with.",
    )
    advice = fields.Char(compute="_compute_advice", help="What the panel of the deal says.")
    is_reported = fields.Boolean(
        readonly=True, copy=False, help="The administrators were told that it is broken."
    )
    into_won = fields.Boolean(compute="_compute_into_won", help="Only a director may override it.")

    @api.depends("stage_id.flow_step", "stage_id.sequence")
    def _compute_into_won(self):
        """The conditions of the closing, and of whatever the implementer put behind it."""
        closing = self.env["crm.stage"].sudo().search([("flow_step", "=", "closing")], limit=1)
        for gate in self:
            stage = gate.stage_id
            late = closing and stage.sequence > closing.sequence and not stage.is_won
            gate.into_won = stage.flow_step == "closing" or bool(late)

    @api.depends("domain", "applies_domain", "hint")
    def _compute_advice(self):
        for gate in self:
            gate.advice = gate._told_broken() if gate.problem else gate.hint

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()  # _fields_kept
        return super().create(vals_list)

    def write(self, vals):
        if {"domain", "applies_domain"} & vals.keys():
            vals = {**vals, "is_reported": False}
        if {"domain", "stage_id", "active"} & vals.keys():
            self.env.registry.clear_cache()  # _fields_kept
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()  # _fields_kept
        return super().unlink()

    @api.model
    def _of_the_first_stage(self):
        """The mandatory facts of a deal: they stay true on every later stage (I01)."""
        return self.sudo().search([("stage_id.flow_step", "=", "needs")])

    @api.model
    @tools.ormcache()
    def _fields_kept(self):
        """Fields of the deal whose change may take such a fact away."""
        gates = self._of_the_first_stage()
        return frozenset(name for gate in gates for name in gate._field_names())

    def _told(self):
        """The row of the message that refuses a move."""
        self.ensure_one()
        return f"{self.name}. {self._told_broken()}" if self.problem else self.name

    def _told_broken(self):
        return self.env._("This condition cannot be checked: the administrator has to mend it.")

    def _report_broken(self):
        """Tell the administrators once about conditions that an upgrade broke.

        In a transaction of its own, because the refused move takes back all that it did.
        """
        broken = self.filtered("problem")
        if not broken:
            return
        with self.env.registry.cursor() as cr:
            cr.execute(
                """SELECT id FROM crm_stage_gate WHERE id = ANY(%s) AND is_reported IS NOT TRUE
                   FOR UPDATE SKIP LOCKED""",
                [broken.ids],
            )
            untold = self.with_env(self.env(cr=cr, su=True)).browse(
                [row[0] for row in cr.fetchall()]
            )
            untold.is_reported = True
            for gate in untold:
                gate._tell_administrators()

    def _tell_administrators(self):
        people = self.env.ref("base.group_system").all_user_ids.partner_id.filtered("active")
        self.env["mail.thread"].message_notify(
            partner_ids=people.ids,
            subject=self.env._("A condition of the sales process is broken"),
            body=self.env._(
                "«%(gate)s» (stage «%(stage)s») cannot be checked and holds back every deal of "
                "the stage: %(reason)s. Open Configuration / Sales process / Exit conditions and "
                "mend or archive it.",
                gate=self.name,
                stage=self.stage_id.name,
                reason=self.problem,
            ),
        )

    # ------------------------------------------------------------- actions

    def action_try(self):
        """How many open deals of the stage the condition concerns and holds back right now.

        Of all departments: for those who may change the condition.
        """
        self.ensure_one()
        self.check_access("write")
        deals = (
            self.env["crm.lead"]
            .sudo()
            .search(
                [
                    ("type", "=", "opportunity"),
                    ("team_id.flow_enabled", "=", True),
                    ("stage_id", "=", self.stage_id.id),
                ]
            )
        )
        concerned = self._applies(deals)
        held = self._unmet(concerned)
        message = self.env._(
            "%(total)s deals stand on this stage: %(met)s meet it, %(held)s do not, "
            "%(free)s are not concerned.",
            total=len(deals),
            met=len(concerned - held),
            held=len(held),
            free=len(deals - concerned),
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": message, "type": "info", "sticky": True},
        }

    def action_fix(self):
        """Open the place where the condition is fulfilled, for the deal in the context."""
        self.ensure_one()
        lead = self.env["crm.lead"].browse(self.env.context.get("flow_deal_id")).exists()
        lead.check_access("read")
        if not self.fix_action_id:
            return self._lead_to_field(lead)
        context = {"active_model": "crm.lead", "active_id": lead.id, "active_ids": lead.ids}
        action = self.sudo().fix_action_id
        if action.type == "ir.actions.server":
            return (
                self.env["ir.actions.server"]
                .browse(action.id)
                .sudo(False)
                .with_context(**context)
                .run()
            )
        result = self.env[action.type].sudo().browse(action.id)._get_action_dict()
        result["context"] = {
            **context,
            "default_lead_id": lead.id,
            "default_opportunity_id": lead.id,
        }
        return result

    def _lead_to_field(self, lead):
        """The first field of the condition that the form of the deal shows, or the advice."""
        form = etree.fromstring(lead.get_view(lead.get_formview_id(), "form")["arch"])
        for name in self._field_names():
            if nodes := form.xpath(f"//sheet//field[@name='{name}'][not(@invisible='1')]"):
                pages = nodes[0].xpath("ancestor::page[1]/@name")
                return {
                    "type": "ir.actions.client",
                    "tag": "crm_sales_flow.show_field",
                    "params": {"field": name, "page": pages[0] if pages else False},
                }
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": self.advice or self.name, "type": "warning"},
        }

    def _field_names(self):
        """Fields of the deal in the order in which the condition names them.

        What is computed is mended where it comes from: the fields it depends on follow it.
        """
        if self.problem:
            return
        conditions = self._parse(self.domain).iter_conditions()
        fields_of_deal = self.env["crm.lead"]._fields
        for condition in conditions:
            name = condition.field_expr.split(".")[0]
            yield name
            if name in fields_of_deal:
                for path in self.pool.field_depends[fields_of_deal[name]]:
                    yield path.split(".")[0]
