"""What a test asks a database that hears the simulated exchange, over the web client's way."""


def health(admin, pbx):
    return admin.call("miko.pbx", "read", [pbx], ["health_state"])[0]["health_state"]


def count(admin, pbx, *domain):
    return admin.call("miko.call", "search_count", [("pbx_id", "=", pbx), *domain])


def run_cron(admin, name):
    (cron,) = admin.call(
        "ir.model.data",
        "search_read",
        [("module", "=", "crm_telephony_miko"), ("name", "=", name)],
        ["res_id"],
    )
    admin.call("ir.cron", "method_direct_trigger", [cron["res_id"]])


def process_all(admin, pbx, runs=60):
    """What follows from the calls; the cron is the net behind the listener."""
    for _run in range(runs):
        if not count(admin, pbx, ("processed", "=", False)):
            return True
        run_cron(admin, "ir_cron_process")
    return False
