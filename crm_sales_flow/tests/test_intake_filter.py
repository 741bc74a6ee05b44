from unittest.mock import patch

from psycopg2 import errors

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .intake_common import IntakeCase


@tagged("post_install", "-at_install")
class TestIntakeFilter(IntakeCase):
    def test_C08_robots_are_filtered_and_visible(self):
        cases = {
            "auto_reply": (
                {"Auto_Submitted": "auto-replied"},
                {"Precedence": "bulk"},
                {"X_Autoreply": "yes"},
                {"Subject": "Автоматический ответ: Запрос"},
            ),
            "bounce": ({"Return_Path": "<>"}, {"From": "MAILER-DAEMON@mx.example"}),
        }
        number = 0
        for reason, variants in cases.items():
            for headers in variants:
                number += 1
                with self.subTest(**headers):
                    request = self.receive(self.letter(Message_Id=f"<{number}@x>", **headers))
                    self.assertEqual(request.state, "filtered")
                    self.assertFalse(request.lead_id)
                    self.assertTrue(request.subject)
                    if "Return_Path" in headers or reason == "auto_reply":
                        self.assertEqual(request.filter_reason, reason)

    def test_C08_own_address_is_filtered(self):
        domain = self.env["mail.alias.domain"].create({"name": "company.example"})
        self.env.ref("crm_sales_flow.mail_alias_requests").alias_domain_id = domain
        request = self.receive(self.letter(From="requests@company.example"))
        self.assertEqual((request.state, request.filter_reason), ("filtered", "own"))

    def test_C08_not_automatic_is_not_filtered(self):
        request = self.receive(self.letter(Auto_Submitted="no"))
        self.assertEqual(request.state, "new")

    def test_C08_process_again_lets_the_letter_in(self):
        request = self.receive(self.letter(Auto_Submitted="auto-generated", attach="a.pdf"))
        self.as_user("sorter", request).action_process_again()
        self.assertEqual(request.state, "new")
        self.assertTrue(request.lead_id.awaits_sorting)
        self.assertFalse(request.filter_reason)
        with self.assertRaises(AccessError):
            self.as_user("secretary", request).action_process_again()

    def test_C08_twenty_first_letter_of_a_sender_is_not_lost(self):
        """Odoo counts the letters that come by an alias, and answers the sender."""
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", 3)
        domain = self.env["mail.alias.domain"].create({"name": "company.example"})
        self.env.ref("crm_sales_flow.mail_alias_requests").alias_domain_id = domain
        letters = [self.letter(str(n), Message_Id=f"<{n}@x>") for n in range(4)]
        requests = [self.receive(raw, model=False) for raw in letters]
        last = requests[-1]
        self.assertEqual((last.state, last.filter_reason), ("filtered", "loop"))
        self.assertIn("3", last.body)
        self.as_user("sorter", last).action_process_again()
        self.assertEqual(last.state, "attached")
        self.assertEqual(last.lead_id, requests[0].lead_id)

    def test_C03_letter_that_raises_becomes_a_broken_request(self):
        thread = type(self.env["mail.thread"])
        raw = self.letter(attach="a.pdf")
        with patch.object(thread, "message_parse", side_effect=ValueError("bad \x00 part")):
            request = self.receive(raw)
        self.assertEqual(request.state, "broken")
        self.assertIn("ValueError", request.error)
        self.assertEqual(request.subject, "Запрос цены")
        self.assertIn("вакуумный насос", request.body)
        self.assertEqual(request.letter_ids.state, "broken")
        self.as_user("sorter", request).action_process_again()
        self.assertEqual(request.state, "new")
        self.assertEqual(request.contact_name, "Иван Петров")
        self.assertTrue(request.attachment_ids)

    def test_C03_still_broken_letter_comes_to_the_desk_as_described(self):
        thread = type(self.env["mail.thread"])
        with patch.object(thread, "message_parse", side_effect=ValueError("bad")):
            request = self.receive(self.letter())
            self.as_user("sorter", request).action_process_again()
        self.assertEqual(request.state, "new")
        self.assertIn("вакуумный насос", request.body)
        self.assertTrue(request.lead_id)

    def test_C03_process_again_keeps_the_source_when_another_document_fails_on_it(self):
        """The address has been given to other documents since the letter came."""
        thread = type(self.env["mail.thread"])
        with patch.object(thread, "message_parse", side_effect=ValueError("bad")):
            request = self.receive(self.letter())
        domain = self.env["mail.alias.domain"].create({"name": "company.example"})
        model = self.env["ir.model"]._get_id("res.partner")
        self.env.ref("crm_sales_flow.mail_alias_requests").write(
            {"alias_domain_id": domain.id, "alias_model_id": model}
        )
        with patch.object(type(self.client_person), "message_new", side_effect=ValueError("bad")):
            self.as_user("sorter", request).action_process_again()
        self.assertEqual(request.state, "new")
        self.assertEqual(request.letter_ids.state, "done")

    def test_C08_process_again_without_the_source_keeps_what_is_known(self):
        """The file is missing, as after half a backup was restored."""
        request = self.receive(self.letter(Auto_Submitted="auto-generated"))
        request.letter_ids.raw = False
        self.as_user("sorter", request).action_process_again()
        self.assertEqual((request.state, request.subject), ("new", "Запрос цены"))
        self.assertIn("вакуумный насос", request.body)

    def test_C03_letters_of_others_fail_as_before_and_keep_no_source(self):
        with self.assertRaises(ValueError):
            self.receive(self.letter(), model=False)
        thread = type(self.env["mail.thread"])
        with patch.object(thread, "message_parse", side_effect=ZeroDivisionError):
            with self.assertRaises(ZeroDivisionError):
                self.receive(self.letter(), model="res.partner")
        self.assertFalse(self.Letter.search([]))
        self.receive(self.letter(), model="res.partner")
        self.assertFalse(self.Letter.search([]))
        self.assertFalse(self.Request.search([("email_from", "like", "stranger")]))

    def test_C07_an_answer_to_a_deal_that_is_not_understood_is_kept_and_shown(self):
        deal = self.make_deal()
        asked = self.as_user("manager", deal).message_post(
            body="Which volume?",
            partner_ids=self.client_person.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        raw = self.letter(
            "One hundred litres", From="testov@client.example", In_Reply_To=asked.message_id
        )
        with patch.object(type(deal), "message_update", side_effect=ValueError("a module")):
            request = self.receive(raw)
        self.assertEqual(request.state, "broken")
        self.assertIn("a module", request.error)
        self.assertNotIn("One hundred litres", deal.message_ids[0].body)
        self.as_user("sorter", request).action_process_again()
        self.assertIn("One hundred litres", deal.message_ids[0].body)
        self.assertEqual((request.state, request.lead_id), ("attached", deal))

    def test_C07_a_request_without_a_letter_joins_no_deal_by_chance(self):
        """Messages without a Message-Id are no answers of those who wrote none."""
        note = self.make_deal().message_post(body="Note")
        self.env.cr.execute("UPDATE mail_message SET message_id = NULL WHERE id = %s", [note.id])
        note.invalidate_recordset(["message_id"])
        request = self.Request.create({"channel": "site", "subject": "Pump", "state": "broken"})
        self.as_user("sorter", request).action_process_again()
        self.assertNotEqual(request.state, "attached")
        self.assertFalse(request.lead_id & note.env["crm.lead"].browse(note.res_id))

    @mute_logger("odoo.sql_db")
    def test_C03_database_conflict_is_raised_for_retry_and_the_letter_waits(self):
        raw = self.letter()
        with patch.object(type(self.Request), "_match", side_effect=errors.SerializationFailure()):
            # no pgcode when made by hand: the connection counts as gone, which is temporary too
            caught = None
            try:  # assertRaises would roll the kept letter back, too
                self.receive(raw)
            except errors.SerializationFailure as error:
                caught = error
            self.assertTrue(caught)
        letter = self.Letter.search([])
        self.assertEqual(letter.state, "received")
        self.assertEqual(self.receive(raw).state, "new")
        self.assertEqual(letter.state, "done")

    def test_C01_net_takes_up_a_letter_whose_processing_was_killed(self):
        request = self.receive(self.letter())
        # It was killed after the commit, before the outcome was written.
        request.letter_ids.write({"state": "received", "request_id": False})
        lost = self.Letter._receive(
            self.letter(Message_Id="<lost@x>"), "<lost@x>", {"model": "crm.request"}
        )
        self.Letter.search([]).received_at = "2026-01-01"
        with self.enter_registry_test_mode():
            self.env.ref("crm_sales_flow.ir_cron_letters").method_direct_trigger()
        self.assertEqual(self.Request.search_count([("email_from", "like", "stranger")]), 2)
        self.assertEqual(set(self.Letter.search([]).mapped("state")), {"done"})
        self.assertTrue(lost)

    def test_C01_outcome_goes_with_the_request_in_one_transaction(self):
        self.env["mail.thread"].message_process("crm.request", self.letter())
        self.env.cr.postcommit.clear()  # killed right after the commit
        letter = self.Letter.search([])
        self.assertEqual(letter.state, "done")
        self.assertEqual(letter.request_id.state, "new")

    def test_C01_outcome_of_a_letter_not_seen_yet_waits_for_the_commit(self):
        """The transaction had begun before the letter was kept: it is kept by now."""
        request = self.receive(self.letter())
        letter_id = request.letter_ids.id
        seen = self.Letter.search([], order="id desc", limit=1).id + 1
        self.Letter._close(seen, "done", request.id)
        self.env.cr.execute(
            "UPDATE crm_request_letter SET id = %s, state = 'received' WHERE id = %s",
            [seen, letter_id],
        )
        self.env.cr.postcommit.run()
        self.env.invalidate_all()
        self.assertEqual(self.Letter.browse(seen).state, "done")
