import time

from odoo.tests import tagged

from .import_common import ImportCase

PHONE = "+7 495 765-43-21"
WRITTEN = ("name", "inn", "kpp", "phone", "email", "old_number")
INN, OTHER_INN = "7707083893", "7728168971"


@tagged("post_install", "-at_install")
class TestDealImportKeys(ImportCase):
    """X06, AB11: who shares a phone, an INN or an e-mail is not written over by another row."""

    def filling(self, count=28):
        """Clients that fill more than one batch."""
        return [{"number": f"F-{i}", "name": f"Filling {i}"} for i in range(count)]

    def clients(self, *numbers):
        return [self.env["res.partner"].search([("old_number", "=", number)]) for number in numbers]

    def states(self, job, *numbers):
        rows = {row.number: row.state for row in job.row_ids}
        return [rows[number] for number in numbers]

    def assertImportedOnce(self, sheets, *numbers):
        """What the preview promises is done, whatever the batch; a second time changes nothing."""
        promised = self.check(self.make(sheets)).row_ids.mapped("state")
        job = self.run_all(sheets)
        done = {"create": "created"}
        self.assertEqual(job.row_ids.mapped("state"), [done.get(s, s) for s in promised])
        before = [partner.read(WRITTEN) for partner in self.clients(*numbers)]
        for update in (False, True):
            again = self.run_all(sheets, update)
            self.assertLessEqual(set(again.row_ids.mapped("state")), {"same", "rejected"})
            same = again.row_ids.filtered(lambda row: row.state == "same")
            self.assertFalse(same.filtered("reason"))
        self.env.invalidate_all()
        now = [partner.read(WRITTEN) for partner in self.clients(*numbers)]
        self.assertEqual(now, before)
        return job

    def test_AB11_two_numbers_with_one_phone_are_told_in_one_batch_and_in_two(self):
        for filling in ([], self.filling()):
            mark = len(filling)
            numbers = f"P-1-{mark}", f"P-2-{mark}"
            first = {"number": numbers[0], "name": "First", "phone": f"{PHONE}{mark}"}
            second = {**first, "number": numbers[1], "name": "Second"}
            with self.subTest(rows=mark):
                job = self.assertImportedOnce({"client": [first, *filling, second]}, *numbers)
                self.assertEqual(self.states(job, *numbers), ["created", "rejected"])
                self.assertIn("row 2", job.rejected_row_ids.reason)
                self.assertIn("Phone", job.rejected_row_ids.reason)
                partner, nobody = self.clients(*numbers)
                self.assertEqual((partner.name, nobody.name), ("First", False))

    def test_AB11_branches_of_one_taxpayer_are_two_clients(self):
        head = {"number": "B-1", "name": "Head", "inn": INN, "kpp": "770701001", "phone": PHONE}
        branch = {**head, "number": "B-2", "name": "Branch", "kpp": "780201001"}
        job = self.assertImportedOnce({"client": [head, *self.filling(), branch]}, "B-1", "B-2")
        self.assertEqual(self.states(job, "B-1", "B-2"), ["created"] * 2)
        first, second = self.clients("B-1", "B-2")
        self.assertEqual((first.name, first.kpp), ("Head", "770701001"))
        self.assertEqual((second.name, second.kpp), ("Branch", "780201001"))

    def test_AB11_companies_of_a_holding_share_a_phone(self):
        rows = [
            {"number": "H-1", "name": "Trade", "inn": INN, "phone": PHONE},
            {"number": "H-2", "name": "Works", "inn": OTHER_INN, "phone": PHONE},
        ]
        job = self.assertImportedOnce({"client": rows}, "H-1", "H-2")
        self.assertEqual(self.states(job, "H-1", "H-2"), ["created"] * 2)

    def test_AB11_a_client_kept_twice_in_the_old_system_is_told(self):
        self.client_company.write({"inn": INN, "kpp": "770701001", "old_number": "T-1"})
        rows = [
            {"number": "T-2", "name": "Again", "inn": INN, "kpp": "770701001"},
            {"number": "T-3", "name": "Branch", "inn": INN, "kpp": "780201001"},
        ]
        job = self.run_all({"client": rows}, update=True)
        self.assertEqual(self.states(job, "T-2", "T-3"), ["rejected", "created"])
        self.assertIn("another number: T-1", job.rejected_row_ids.reason)
        self.assertEqual(self.client_company.name, "OOO Test Client")

    def test_AB11_every_key_of_a_row_is_compared(self):
        rows = [
            {"number": "K-1", "name": "One", "inn": INN, "email": "one@x.example"},
            {"number": "K-2", "name": "Two", "inn": INN},
            {"number": "K-3", "name": "Three", "email": "ONE@x.example"},
        ]
        reasons = self.check(self.make({"client": rows})).row_ids.mapped("reason")
        self.assertIn("INN", reasons[1])
        self.assertIn("E-mail", reasons[2])

    def test_AB11_people_of_one_office_share_its_phone(self):
        people = [
            {"name": "Anna", "client": "C-1", "phone": PHONE, "email": "anna@x.example"},
            {"name": "Boris", "client": "C-1", "phone": PHONE, "email": "boris@x.example"},
            {"name": "Vera", "client": "C-1", "phone": PHONE, "number": "V-1"},
        ]
        sheets = {"client": [{"number": "C-1", "name": "Office"}], "contact": people[:2]}
        self.assertImportedOnce(sheets, "C-1")
        office = self.clients("C-1")[0]
        self.assertEqual(sorted(office.child_ids.mapped("name")), ["Anna", "Boris"])
        job = self.check(self.make({**sheets, "contact": people}))
        self.assertIn("row 2", job.rejected_row_ids.reason)

    def test_AB11_a_row_promised_as_new_writes_over_nobody(self):
        """The same person under two names of the client, and a client that came meanwhile."""
        sheets = {
            "client": [{"number": "M-1", "name": "Works", "inn": INN}],
            "contact": [
                {"name": "Anna", "client": "M-1", "email": "anna@x.example"},
                {"name": "Anna again", "client": INN, "email": "anna@x.example"},
            ],
        }
        job = self.check(self.make(sheets, update=True))
        self.assertEqual(set(job.row_ids.mapped("state")), {"create"})
        while job.state != "done":
            job.run_batch()
        self.assertEqual(job.row_ids.mapped("state"), ["created", "created", "rejected"])
        self.assertIn("since the check", job.rejected_row_ids.reason)
        self.assertEqual(self.clients("M-1")[0].child_ids.name, "Anna")

        late = self.check(
            self.make({"client": [{"number": "M-2", "name": "Late", "phone": PHONE}]})
        )
        self.client_company.phone = PHONE
        late.run_batch()
        self.assertEqual(late.row_ids.state, "rejected")
        self.assertEqual(self.client_company.name, "OOO Test Client")
        self.assertEqual(self.check(late).row_ids.state, "same")

    def test_X06_a_client_has_a_source_of_its_own(self):
        rows = [
            {"number": "S-1", "name": "From the fair", "source": "Test exhibition"},
            {"number": "S-2", "name": "From a new source", "source": "Catalogue 2019"},
            {"number": "S-3", "name": "As the reports call it", "source": "the fair"},
        ]
        self.source.write({"flow_approved": True, "flow_synonyms": "The Fair"})
        self.run_all({"client": rows})
        first, second, third = self.clients("S-1", "S-2", "S-3")
        self.assertEqual(third.source_id, self.source)
        self.assertEqual((first.source_id, second.source_id.name), (self.source, "Catalogue 2019"))

    def test_AB11_another_file_is_checked_anew(self):
        job = self.check(self.make({"client": self.filling(2)}))
        job.file = self.make({"client": self.filling(1)}).file
        self.assertEqual(job.state, "draft")
        self.assertEqual(len(self.check(job).row_ids), 1)

    # --------------------------------------------------------------- speed

    def sheets_of(self, count):
        return {
            "client": [
                {"number": f"Q-{i}", "name": f"Client {i}", "phone": f"+7 495 {i:07d}"}
                for i in range(count)
            ],
            "contact": [
                {"name": f"Person {i}", "client": f"Q-{i}", "email": f"p{i}@x.example"}
                for i in range(count)
            ],
            "deal": [
                {
                    "number": f"D-{i}",
                    "name": f"Deal {i}",
                    "client": f"Q-{i}",
                    "contact": f"Person {i}",
                    "team": self.team.name,
                    "manager": "flow_manager",
                    "stage": "Service",
                }
                for i in range(count)
            ],
        }

    def test_AB11_a_batch_of_the_check_costs_the_same_queries_for_any_number_of_rows(self):
        self.run_all(self.sheets_of(5))  # a second time everything is found, the dearer case
        costs = {}
        for count in (5, 40):
            self.run_all(self.sheets_of(count))
            job = self.make(self.sheets_of(count))
            job.check_batch()
            for kind in ("client", "contact", "deal"):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                job.check_batch()
                self.env.flush_all()
                costs.setdefault(kind, []).append(self.env.cr.sql_log_count - before)
            self.assertEqual(set(job.row_ids.mapped("state")), {"same"})
        for kind, (few, many) in costs.items():
            self.assertLessEqual(many, few + 2, kind)

    def test_AB11_a_row_is_checked_in_milliseconds(self):
        """No call of the window takes longer than a request may, however many rows there are."""
        count = 100
        job = self.make(self.sheets_of(count))
        started = time.thread_time()  # its own work; how many queries it sends is asked above
        self.check(job)
        self.env.flush_all()
        self.assertLess((time.thread_time() - started) / (3 * count), 0.02)
