from ast import literal_eval
from datetime import date, datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .board_common import BoardChecks
from .common import SalesFlowCase

YEAR = ["2026-01-01", "2026-12-31"]


@tagged("post_install", "-at_install")
class TestControlDashboard(BoardChecks, SalesFlowCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_team.user_id = cls.users["manager_two"]
        cls.users["manager_two"].group_ids += cls.env.ref("crm_sales_flow.group_head")
        cls.deals = cls.make_deal(name="Ours") | cls.make_deal(
            name="Theirs", team_id=cls.other_team.id, user_id=cls.users["manager_two"].id
        )
        cls.lost = cls.make_deal(name="Gone")
        cls.lost.action_set_lost(lost_reason_id=cls.env["crm.lost.reason"].search([], limit=1).id)
        moments = {"in_time": -3, "overdue": -1, "open": 300}
        for deal in cls.deals:
            for summary, hours in moments.items():
                task = cls.env["mail.activity"].create(
                    {
                        "res_model_id": cls.env["ir.model"]._get_id("crm.lead"),
                        "res_id": deal.id,
                        "summary": summary,
                        "user_id": deal.user_id.id,
                        "deadline_at": datetime.now() + timedelta(hours=hours),
                    }
                )
                if summary == "in_time":
                    task.sudo().active = False
                    task.done_at = task.deadline_at - timedelta(minutes=1)

    # ------------------------------------------------------------- figures

    def test_Z11_every_figure_is_the_number_of_the_records_it_opens(self):
        """Of every card, whoever made it, on every desk: what is counted is what is shown."""
        today = date.today()
        periods = ["month", [str(today - timedelta(days=400)), str(today + timedelta(days=60))]]
        for login in ("director", "head", "manager", "manager_two", "marketer"):
            for period in periods:
                self.check_board(login, self.board(login, period=period))

    def test_Z11_what_is_done_is_not_asked_whether_it_is_overdue(self):
        overdue = self.figures(self.board("head"))["now", "overdue"]
        self.assertIn(["done_at", "=", False], overdue["action"]["domain"])
        self.assertEqual(overdue["value"], 1)

    def test_G08_a_task_that_is_done_is_no_next_step(self):
        """Odoo keeps done tasks, archived: a deal that has only those waits for somebody's hand."""
        before = self.figures(self.board("head"))["now", "idle"]["value"]
        deal = self.make_deal(name="Everything done")
        deal.activity_ids.sudo().unlink()
        task = deal.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.users["manager"].id
        )
        self.assertEqual(self.figures(self.board("head"))["now", "idle"]["value"], before)
        task.action_feedback()
        self.assertEqual(self.figures(self.board("head"))["now", "idle"]["value"], before + 1)
        view = self.env.ref("crm_sales_flow.crm_deal_view_search")
        [domain] = etree.fromstring(view.arch).xpath("//filter[@name='no_activity']/@domain")
        self.assertIn(deal, self.as_user("head", deal).search(literal_eval(domain)))

    def test_Z11_who_waits_for_sorting_waits_for_no_manager_yet(self):
        before = self.figures(self.board("director"))["now", "unassigned"]["value"]
        waits = self.make_deal(name="Waits", type="lead", user_id=False, awaits_sorting=True)
        self.assertEqual(self.figures(self.board("director"))["now", "unassigned"]["value"], before)
        waits.awaits_sorting = False
        figure = self.figures(self.board("director"))["now", "unassigned"]
        self.assertEqual(figure["value"], before + 1)

    def test_Z11_keys_of_a_card_are_its_own_and_name_row_and_column(self):
        for login in ("director", "head", "manager"):
            for block in self.board(login, period="year")["blocks"]:
                keys = [figure["key"] for figure in block["figures"]]
                self.assertEqual(len(keys), len(set(keys)), (login, block["name"]))
                for figure in block["figures"]:
                    if "row" in figure:
                        self.assertTrue(figure["key"].endswith(f"-{figure['column']}"))

    def test_Z11_lost_deals_are_found_behind_a_figure(self):
        board = self.env["flow.dashboard"]
        action = board._open("Lost", "crm.lead", [("id", "=", self.lost.id)])
        self.assertEqual(board._count(action), 1)
        active = board._open("Open", "crm.lead", [("active", "=", True)])
        self.assertEqual(active["domain"], [["active", "=", True]])

    def test_A10_head_sees_his_department_only(self):
        ours, theirs = self.users["manager"].id, self.users["manager_two"].id
        seen = self.figures(self.board("head", period=self.around()))
        self.assertEqual(seen["tasks", f"{ours}-in_time"]["value"], 1)
        self.assertEqual(seen["tasks", f"{ours}-overdue"]["value"], 1)
        self.assertNotIn(("tasks", f"{theirs}-in_time"), seen)
        everything = self.figures(self.board("director", period=self.around()))
        self.assertEqual(everything["tasks", f"{theirs}-overdue"]["value"], 1)

    def around(self):
        today = date.today()
        return [str(today - timedelta(days=2)), str(today + timedelta(days=30))]

    def test_A10_manager_sees_his_own_work(self):
        board = self.board("manager", period=self.around(), filters={"user_id": 1})
        self.assertEqual(board["desk"], "manager")
        self.assertEqual(board["choices"], {"teams": [], "users": []})
        people = {key for name, key in self.figures(board) if name == "tasks"}
        own = self.users["manager"].id
        self.assertEqual(people, {f"{own}-{s}" for s in ("in_time", "late", "overdue", "open")})

    def test_Z11_department_and_manager_narrow_the_figures(self):
        theirs = self.users["manager_two"].id
        filters = {"team_id": self.other_team.id}
        board = self.board("director", period=self.around(), filters=filters)
        people = {key.split("-")[0] for name, key in self.figures(board) if name == "tasks"}
        self.assertEqual(people, {str(theirs)})
        self.assertIn(theirs, [user["id"] for user in board["choices"]["users"]])
        self.assertNotIn(
            self.users["manager"].id, [user["id"] for user in board["choices"]["users"]]
        )
        filters = {"user_id": self.users["manager"].id}
        board = self.board("director", period=self.around(), filters=filters)
        people = {key.split("-")[0] for name, key in self.figures(board) if name == "tasks"}
        self.assertEqual(people, {str(self.users["manager"].id)})

    def test_Z11_a_department_is_taken_with_its_sub_units(self):
        deal = self.make_deal(team_id=self.sub_unit.id, user_id=self.users["tester"].id)
        domain = self.env["flow.dashboard"]._filter_domain({"team_id": self.team.id})
        found = self.env["crm.lead"].search(domain)
        self.assertIn(deal, found)
        self.assertNotIn(self.deals[1], found)

    # --------------------------------------------------------------- desks

    def test_Z11_nobody_gets_a_wider_desk_than_his_role(self):
        self.assertEqual(self.board("manager", "director")["desk"], "manager")
        self.assertEqual(self.board("head", "director")["desk"], "head")
        self.assertEqual(self.board("director")["desk"], "director")
        self.assertEqual(self.board("director", "head")["desk"], "head")
        for login in ("warehouse", "engineer", "secretary"):
            with self.assertRaises(AccessError):
                self.board(login)

    def test_Z11_a_broken_card_says_so_in_its_own_place(self):
        board = type(self.env["flow.dashboard"])

        def broken(self, period, filters):
            self.env.cr.execute("SELECT 1 / 0")

        with (
            patch.object(board, "_block_tasks", broken),
            self.assertLogs("odoo.addons.crm_sales_flow.models.control", "ERROR"),
            self.assertLogs("odoo.sql_db", "ERROR"),
        ):
            blocks = {block["name"]: block for block in self.board("head")["blocks"]}
        self.assertEqual(blocks["tasks"]["kind"], "error")
        self.assertTrue(blocks["tasks"]["error"])
        self.assertEqual(blocks["now"]["kind"], "numbers")
        self.assertEqual(blocks["service"]["kind"], "numbers")

    # -------------------------------------------------------------- period

    @freeze_time("2026-11-22 21:30:00")
    def test_Z11_a_day_begins_where_the_person_lives(self):
        """In Moscow it is the 23rd already; the month begins there at 21:00 UTC."""
        self.users["head"].tz = "Europe/Moscow"
        board = self.as_user("head", self.env["flow.dashboard"]).with_context(tz="Europe/Moscow")
        self.assertEqual(board._today(), date(2026, 11, 23))
        begin, end = board._period_bounds(board._period("month"))
        self.assertEqual(begin, datetime(2026, 10, 31, 21))
        self.assertEqual(end, datetime(2026, 11, 30, 21))
        presets = {preset["key"]: preset["period"] for preset in board._presets()}
        self.assertEqual(presets["last_month"], ["2026-10-01", "2026-10-31"])
        self.assertEqual(presets["quarter"], ["2026-10-01", "2026-12-31"])
        self.assertEqual(presets["year"], YEAR)

    def test_Z11_a_period_written_backwards_is_turned(self):
        board = self.env["flow.dashboard"]
        period = board._period(["2026-03-31", "2026-03-01"])
        self.assertEqual(period, (date(2026, 3, 1), date(2026, 3, 31)))
