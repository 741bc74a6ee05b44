"""Synchronisations that are killed: forks of a process that has loaded the registry (tests/live).

CRM_FLOW_MAILCHIMP holds the address and key of the stand-in, the number of people and of kills;
what happened is written as JSON into the file that it names.
"""

import json
import os
import random
import signal
import time

from ground.demo_mailings import control
from ground.wait import until

AIMED = 3  # each third kill strikes while a batch is sent and not yet kept
PATIENCE = 60  # seconds


def kills(env):
    """Fill, then begin a run again and again and kill it at a random moment; then let it end.

    Between two kills only a share of the batches is answered, so that something is left to kill.
    """
    wanted = json.loads(os.environ["CRM_FLOW_MAILCHIMP"])
    fill(env, wanted)
    env.cr.commit()
    chance, hits, count = random.Random(wanted["seed"]), {}, 0
    while count < wanted["kills"] and not is_done(env):
        if count % AIMED == 0:
            kill_while_it_sends(env, wanted["url"])
        else:
            control(wanted["url"], "hold", after=wanted["share"])
            child = fork(env)
            time.sleep(chance.uniform(0.05, wanted["longest"]))
            kill(child)
            control(wanted["url"], "let_go")
        count += 1
        for email in inflight(env):
            hits[email] = hits.get(email, 0) + 1
    while not is_done(env):
        os.waitpid(fork(env), 0)
    told = {"kills": count, "hits": hits, "states": states(env), "consents": consents(env)}
    with open(wanted["file"], "w") as target:
        json.dump(told, target)


def kill_while_it_sends(env, url):
    """A batch has arrived; its answer is held back until nobody is there to hear it."""
    before = control(url, "sent")
    control(url, "hold", after=0)
    child = fork(env)
    until(lambda: control(url, "sent") > before or is_done(env), PATIENCE)
    kill(child)
    control(url, "let_go")


def kill(child):
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def fill(env, wanted):
    account = env["mailchimp.account"].create({"api_key": wanted["key"], "base_url": wanted["url"]})
    account.action_test()
    audience = account.audience_ids
    env["mailchimp.rule"].create(
        {"audience_id": audience.id, "name": "all", "domain": "[('name', '=like', 'Person %')]"}
    )
    audience.action_enable()
    audience.batch_size = wanted["portion"]
    people = env["res.partner"].create(
        [
            {"name": f"Person {number}", "email": f"p{number}@mc.example"}
            for number in range(wanted["people"])
        ]
    )
    said = dict.fromkeys(people.mapped("email"), (env.cr.now().replace(microsecond=0), "Form"))
    env["mailchimp.consent"]._give(said)


def fork(env):
    """A child with connections of its own; those of the parent are left alone."""
    env.cr.commit()
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        synchronise(env.cr.dbname)
        status = 0
    finally:
        os._exit(status)


def synchronise(database):
    from odoo import api, sql_db
    from odoo.modules.registry import Registry

    kept = sql_db._Pool  # nobody may close what belongs to the parent
    sql_db._Pool = None
    with Registry(database).cursor() as cr:
        api.Environment(cr, api.SUPERUSER_ID, {})["mailchimp.audience"]._cron_sync()
    assert kept is not sql_db._Pool


def is_done(env):
    env.cr.commit()
    env.cr.execute("SELECT count(*) FROM mailchimp_run WHERE state = 'done'")
    return env.cr.fetchone()[0] > 0


def inflight(env):
    env.cr.commit()
    env.cr.execute("SELECT email FROM mailchimp_member WHERE state = 'inflight'")
    return [email for (email,) in env.cr.fetchall()]


def states(env):
    env.cr.execute("SELECT state, count(*) FROM mailchimp_member GROUP BY state")
    return dict(env.cr.fetchall())


def consents(env):
    env.cr.execute("SELECT kind, count(*) FROM mailchimp_consent GROUP BY kind")
    return dict(env.cr.fetchall())
