"""Mailchimp (design, sections 8 and 9): requests, time and memory against the stand-in.

The stand-in is a process of its own: what it spends is not ours. The numbers of requests are
those that are asked for: ceil(N / 500) writes, ceil(N / 1000) reads, 10 more for the first time;
2 for a run without changes; ceil(d / 500) + 2 for d changes.
"""

import math
import resource

from odoo.tools import SQL

limit = 120.0
SMALL, LARGE, CHANGES = 10_000, 100_000, 1_000
MEMORY = 200  # MB
STATE = {}


def bench_first_run_small(env, before):
    """First synchronisation of 10,000 people"""
    run_and_count(env, first(SMALL))


def prepare_first_run_small(env):
    return begin_anew(env, SMALL)


def bench_first_run_large(env, before):
    """First synchronisation of 100,000 people"""
    used = memory()
    run_and_count(env, first(LARGE))
    assert memory() - used < MEMORY, memory() - used


bench_first_run_large.limit = 900.0


def prepare_first_run_large(env):
    return begin_anew(env, LARGE)


def bench_run_without_changes(env, before):
    """Run without changes, 100,000 people in the audience"""
    run_and_count(env, 2)


bench_run_without_changes.limit = 2.0


def prepare_run_without_changes(env):
    settled(env)


def bench_run_of_changes(env, before):
    """Run with 1,000 changes, 100,000 people in the audience"""
    run_and_count(env, math.ceil(CHANGES / 500) + 2)


def prepare_run_of_changes(env):
    settled(env)
    partners = env["res.partner"].search(
        [("email_normalized", "=like", "%@bench.example")], limit=CHANGES
    )
    STATE["round"] = STATE.get("round", 0) + 1
    for partner in partners:
        partner.name = f"Bench mail {STATE['round']} {partner.id}"
    return True


def bench_saving_plain(env, partners):
    """Save 200 contacts while nothing is synchronised"""
    save(env, partners)


def prepare_saving_plain(env):
    return contacts(env, enabled=False)


def bench_saving_watched(env, partners):
    """Save 200 contacts while an audience is synchronised"""
    save(env, partners)


bench_saving_watched.base = "bench_saving_plain"
bench_saving_watched.base_ratio = 1.15


def prepare_saving_watched(env):
    return contacts(env, enabled=True)


# ---------------------------------------------------------------------------


def first(count):
    return math.ceil(count / 500) + math.ceil(count / 1000) + 10


def run_and_count(env, allowed):
    before = control("requests")
    env["mailchimp.audience"]._cron_sync()
    run = env["mailchimp.run"].search([], limit=1)
    assert run.state == "done", (run.state, run.error)
    spent = control("requests") - before
    assert spent <= allowed, (spent, allowed)


def memory():
    """MB that this process had at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def control(name, **values):
    from ground import demo_mailings

    return demo_mailings.control(STATE["told"]["url"], name, **values)


def audience_of(env):
    """Once: the stand-in, the account and an audience with two rules."""
    if "told" not in STATE:
        from ground.demo_mailings import MailchimpProcess

        STATE["process"] = MailchimpProcess("bench-mailchimp.log")
        STATE["told"] = STATE["process"].told
        values = {"api_key": STATE["told"]["key"], "base_url": STATE["told"]["url"]}
        account = env["mailchimp.account"].create(values)
        account.action_test()
        audience = account.audience_ids
        rule = {"audience_id": audience.id, "name": "bench"}
        domain = "[('email_normalized', '=like', '%@bench.example')]"
        env["mailchimp.rule"].create({**rule, "domain": domain})
        audience.action_enable()
        STATE["audience"] = audience.id
    return env["mailchimp.audience"].browse(STATE["audience"])


def begin_anew(env, count):
    """An empty audience, and so many people with consents; by SQL, because their number counts."""
    audience = audience_of(env)
    control("forget_all")
    env.cr.execute("DELETE FROM mailchimp_member")
    env.cr.execute("DELETE FROM mailchimp_change")
    people(env, count)
    env.cr.execute(  # another bench may have left more of them
        """UPDATE res_partner p SET active = n <= %s
             FROM (SELECT id, row_number() OVER (ORDER BY id) n FROM res_partner
                    WHERE email_normalized LIKE '%%@bench.example') numbered
            WHERE numbered.id = p.id AND active != (n <= %s)""",
        [count, count],
    )
    env.cr.execute(
        """INSERT INTO mailchimp_consent (email, kind, at, basis)
           SELECT email_normalized, 'given', '2026-03-01', 'Form' FROM res_partner
            WHERE email_normalized LIKE '%@bench.example' ON CONFLICT DO NOTHING"""
    )
    env.cr.execute("ANALYZE res_partner, mailchimp_consent")
    env.invalidate_all()
    audience.write({"cursor": False, "pulled_at": False, "tag_ids_known": False})
    env["mailchimp.run"].search([("state", "!=", "done")]).state = "failed"
    audience._enqueue_all()
    return True


def people(env, count):
    """So many contacts, copies of one."""
    mine = [("email_normalized", "=like", "%@bench.example")]
    have = env["res.partner"].with_context(active_test=False).search_count(mine)
    if have >= count:
        return
    one = env["res.partner"].create({"name": "Bench mail", "email": "0@bench.example"})
    env.flush_all()
    fresh = ("id", "email", "email_normalized", "commercial_partner_id")
    names = [n for n, f in one._fields.items() if f.store and f.column_type and n not in fresh]
    columns = SQL(", ").join(map(SQL.identifier, names))
    env.cr.execute(
        SQL(
            """INSERT INTO res_partner (%(columns)s, email, email_normalized)
               SELECT %(columns)s, n || '@bench.example', n || '@bench.example'
                 FROM res_partner, generate_series(%(start)s, %(count)s) n WHERE id = %(id)s""",
            columns=columns,
            start=max(have, 1),
            count=count - 1,
            id=one.id,
        )
    )
    if have:
        one.unlink()
    env.cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id WHERE commercial_partner_id IS NULL"
    )


def settled(env):
    """Everybody was sent, and what was sent was read back: that happens once after writing."""
    audience = audience_of(env)
    if audience.mailed_count < LARGE:
        begin_anew(env, LARGE)
        env.cr.commit()
    for _number in range(3):
        control("hurry", minutes=30)
        env["mailchimp.audience"]._cron_sync()


def contacts(env, enabled):
    audience = audience_of(env)
    if audience.enabled != enabled:
        audience.enabled = enabled
        env.cr.execute("DELETE FROM mailchimp_change")
    partners = env["res.partner"].search([("name", "=like", "Save %")], limit=200)
    return partners or env["res.partner"].create(
        [{"name": f"Save {n}", "email": f"save{n}@mail.example"} for n in range(200)]
    )


def save(env, partners):
    STATE["saved"] = STATE.get("saved", 0) + 1
    for partner in partners:
        partner.write({"name": f"Save {STATE['saved']}", "phone": f"+7 495 {STATE['saved']:07}"})
        env.flush_all()
