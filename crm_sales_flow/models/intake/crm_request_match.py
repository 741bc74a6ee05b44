import re
from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import html2plaintext, is_html_empty

from .crm_request import WAITING

PLAIN_MARKUP = re.compile(r"</?(?:b|strong|i|em)(?:\s[^<>]*)?>", re.IGNORECASE)

SEE_ALL = ("group_all_departments", "group_secretary")


class CrmRequest(models.Model):
    """Who sent the request, and what becomes of it by that (design, "The life of a request")."""

    _inherit = "crm.request"

    # --------------------------------------------------------------- match

    def _match(self):
        """Recognise the senders of new requests, in one batch.

          * exactly one open lead or deal of the sender, and somebody answers for it: the request is
        attached to it;
          * a known sender with none or several: it waits, and a lead is made when it is sorted;
          * a new person of an organisation known by its INN: the same, for that organisation;
          * an unknown one: a lead that waits for sorting and a potential client are made at once;
            further requests of the same stranger in the batch belong to the same lead.
        """
        requests = self._at_registration()
        requests = requests.filtered(lambda request: request.state == "new")
        requests = requests.filtered(lambda request: not request.lead_id)
        if not requests:
            return
        requests._read_inn()
        clients, leads, families = requests._senders()
        to_author = self._open_to_author(self.env["crm.lead"].union(*leads.values()))
        strangers, newcomers = defaultdict(requests.browse), requests.browse()
        for request in requests:
            partner, opened = clients[request], leads[request]
            if partner and not request.partner_id:
                request.partner_id = partner
            # The next letter of a stranger goes to the lead that waits for sorting already,
            # whatever is open with those who seem to be his colleagues.
            own = opened.filtered(request._is_from_same_sender)
            target = own if len(own) == 1 and own.awaits_sorting else opened
            target -= request.wrong_lead_ids
            if len(target) == 1 and target in to_author and target._is_heard():
                request._attach(target)
            elif not partner and families[request] and request.contact_name:
                newcomers |= request
            elif not partner and families[request]:
                request.partner_id = families[request].commercial_partner_id
            elif not partner and not opened and not request.partner_id:
                strangers[request._sender_key()] |= request
        newcomers._make_clients()
        addresses = [key for key in strangers if isinstance(key, str)]
        self.env["crm.request.sender"].sudo()._claim_senders(addresses)
        firsts = requests.browse().union(*(group[0] for group in strangers.values()))
        firsts._make_clients()
        firsts._make_leads({"awaits_sorting": True})
        for group in strangers.values():
            for request in group[1:]:
                request._attach(group[0].lead_id)

    def _at_registration(self):
        """Elevated; what is found out is no change to be reported, and is written down in the
        language of the company: a letter is fetched by a job that speaks none."""
        lang = self.env.lang or self.company_id[:1].partner_id.lang
        return self.sudo().with_context(tracking_disable=True, lang=lang)

    def _open_to_author(self, leads):
        """By a request that he types nobody learns of a deal he does not see: the sorter attaches
        it. The rules show all requests to the secretary and the sorter anyway."""
        user = self.env.user
        sees_all = any(user.has_group(f"crm_sales_flow.{group}") for group in SEE_ALL)
        if self.env.su or sees_all:
            return leads
        return leads.with_env(self.env)._filtered_access("read").sudo()

    def _sender_key(self):
        return self.email_normalized or self.phone_key or self.id

    def _is_from_same_sender(self, lead):
        keys = {self.email_normalized, self.phone_key} - {False}
        return bool(keys & {lead.email_normalized, lead.phone_key}) or bool(
            self.partner_id and lead.partner_id == self.partner_id
        )

    def _senders(self):
        """:return: dicts request -> client, request -> open leads and deals, and request -> people
        of the organisation of its INN when nothing else is known of the sender."""
        found = self.env["res.partner"]._flow_find_clients(
            phone=self.mapped("phone"), email=self.mapped("email_from")
        )
        organisations = self._organisations(self.filtered("inn").mapped("inn"))
        employers = self.filtered("partner_is_new").partner_id.parent_id
        colleagues = found.search([("commercial_partner_id", "in", employers.ids)])
        colleagues = colleagues.grouped("commercial_partner_id")
        keys = defaultdict(found.browse)
        for partner in found | self.partner_id:
            for key in partner._flow_keys():
                keys[key] |= partner
        clients, people, families = {}, {}, {}
        for request in self:
            by_email, by_phone = keys[request.email_normalized], keys[request.phone_key]
            both = by_email & by_phone or by_email or by_phone
            people[request] = request.partner_id or by_email | by_phone
            unknown = not people[request]
            families[request] = (unknown and organisations.get(request.inn)) or found.browse()
            people[request] |= families[request]
            # To a new person of a known organisation the deals of his colleagues are offered.
            people[request] |= colleagues.get(request.partner_id.parent_id, found.browse())
            # One office phone for many people names the company, not one of them.
            clients[request] = both if len(both) == 1 else _common_company(both)
        return clients, self._open_leads(people), families

    def _open_leads(self, people):
        everybody = self.env["res.partner"].union(*people.values())
        everybody |= everybody.commercial_partner_id
        domain = (
            Domain(
                "email_normalized",
                "in",
                self.filtered("email_normalized").mapped("email_normalized"),
            )
            | Domain("phone_key", "in", self.filtered("phone_key").mapped("phone_key"))
            | Domain("partner_id", "in", everybody.ids)
        )
        found = self.env["crm.lead"].search(domain & Domain("won_status", "=", "pending"))
        result = {}
        for request in self:
            partners = people[request] | people[request].commercial_partner_id
            result[request] = found.filtered(
                lambda lead, request=request, partners=partners: (
                    (request.email_normalized and lead.email_normalized == request.email_normalized)
                    or (request.phone_key and lead.phone_key == request.phone_key)
                    or lead.partner_id in partners
                )
            )
        return result

    @api.depends("state", "email_from", "phone", "partner_id", "lead_id")
    def _compute_candidate_lead_ids(self):
        waiting = self.sudo().filtered(lambda request: request.state in WAITING)
        leads = waiting._senders()[1] if waiting else {}
        for request in self:
            others = leads.get(request.sudo(), self.env["crm.lead"]) - request.sudo().lead_id
            request.candidate_lead_ids = others.with_env(self.env)._filtered_access("read")

    # -------------------------------------------------------- what is made

    def _make_clients(self):
        """A stranger becomes a potential client at once (E02)."""
        named = self.filtered(
            lambda request: (
                request.contact_name
                or request.partner_name
                or request.email_normalized
                or request.phone
            )
        )
        Partner = self.env["res.partner"].with_context(mail_create_nolog=True)
        partners = Partner.create([request._client_values() for request in named])
        for request, partner in zip(named, partners, strict=True):
            request.write({"partner_id": partner.id, "partner_is_new": True})

    def _client_values(self):
        company_only = self.partner_name and not self.contact_name
        return {
            "name": self.contact_name or self.partner_name or self.email_normalized or self.phone,
            "is_company": bool(company_only),
            "company_name": False if company_only else self.partner_name,
            "inn": company_only and self.inn,
            "email": self.email_normalized or False,
            "phone": self.phone,
            "client_status": "potential",
            "company_id": False,
            "user_id": False,
        }

    def _make_leads(self, values):
        """Make the lead of each request; ``values`` say whether it waits or where it goes."""
        Lead = self.env["crm.lead"].with_context(mail_create_nosubscribe=True)
        leads = Lead.create([{**request._lead_values(), **values} for request in self])
        for request, lead in zip(self, leads, strict=True):
            request.lead_id = lead
        self._carry_attachments()
        return leads

    def _lead_values(self):
        return {
            "type": "lead",
            "name": self.subject or self.env._("Request %(number)s", number=self.name),
            "contact_name": self.contact_name,
            "partner_name": self.partner_name,
            "phone": self.phone,
            "email_from": self.email_normalized,
            "partner_id": self.partner_id.id,
            "description": self.body,
            "registered_at": self.registered_at,
            "company_id": self.company_id.id,
            "campaign_id": self.campaign_id.id,
            "source_id": self.source_id.id,
            "medium_id": self.medium_id.id,
            "team_id": False,
            "user_id": False,
        }

    def _carry_attachments(self):
        """The files of a request are on its lead as well (C09).

        :return: dict request -> copies of its attachments.
        """
        domain = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        domain += [("res_field", "=", False)]
        files = self.env["ir.attachment"].sudo().search(domain).grouped("res_id")
        copies = {}
        for request in self:
            lead = {"res_model": "crm.lead", "res_id": request.lead_id.id}
            own = files.get(request.id, self.env["ir.attachment"])
            copies[request] = own.browse([file.copy(lead).id for file in own])
        return copies

    def _attach(self, lead, user=None):
        """Hang the request on a lead or deal, put it into its chatter and tell its manager, or
        the Head when nobody has it (C06).

        :param user: who decided; nobody when the program recognised the client.
        """
        self.ensure_one()
        self.write(
            {
                "state": "attached",
                "lead_id": lead.id,
                "team_id": lead.team_id.id,
                "partner_id": self.partner_id.id or lead.partner_id.id,
                "partner_is_borrowed": not self.partner_id and bool(lead.partner_id),
                "sorted_at": fields.Datetime.now(),
                "sorted_by_id": user and user.id,
            }
        )
        letter = self._is_letter()
        files = self._carry_attachments()[self]
        self.sudo().carried_ids = files
        lead.sudo().message_post(
            body=self.body if not is_html_empty(self.body) else (self.subject or self.name),
            subject=self.subject,
            message_type="email" if letter else "notification",
            subtype_xmlid="mail.mt_comment" if letter else "mail.mt_note",
            author_id=self.partner_id.id if letter else self.env.user.partner_id.id,
            email_from=self.email_from if letter else None,
            partner_ids=lead._who_answers().partner_id.ids,
            attachment_ids=files.ids,
        )

    def _is_letter(self):
        """A typed request has no Message-Id, nor does it speak in the name of the client."""
        return self.channel == "email" and bool(self.message_uid)

    def _plain_text(self):
        """What the client asked for, in his words."""
        # Odoo marks bold and italic words by signs, which nobody wrote.
        body = PLAIN_MARKUP.sub("", self.body or "")
        text = html2plaintext(body).strip() if not is_html_empty(body) else ""
        if self.subject and self.subject not in text:
            text = f"{self.subject}\n{text}".strip()
        return text


def _common_company(partners):
    company = partners.commercial_partner_id
    return company if len(company) == 1 else partners.browse()
