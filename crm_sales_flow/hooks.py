STAGES = ("crm.stage_lead1", "crm.stage_lead2", "crm.stage_lead3", "crm.stage_lead4")
# Odoo's names of units, its own and its Russian ones: no paper of the trade says "Единицы".
LONG_UNITS = {
    "uom.product_uom_unit": ("Units", "Единицы"),
    "uom.product_uom_day": ("Days", "Дней"),
    "uom.product_uom_hour": ("Hours", "Часов"),
}


def pre_init_hook(env):
    """The column by which requests are kept out of the pipelines comes first among ours.

    A rule reads it of every deal that a pipeline counts, and PostgreSQL unpacks all columns before
    it for that: behind the forty others it cost a third of the count.
    """
    env.cr.execute("ALTER TABLE crm_lead ADD COLUMN IF NOT EXISTS awaits_sorting boolean")


def post_init_hook(env):
    _name_stages(env)
    _name_units(env)
    name_sources(env)
    name_services(env)


def name_services(env):
    """What the program itself names after the service, in the administrator's language."""
    reader = env(context={"lang": env.ref("base.user_admin").lang})
    names = {
        "utm_source_service": ("Service", reader._("Service")),
        "product_category_attestation": (
            "Attestation services",
            reader._("Attestation services"),
        ),
        "product_category_service": ("Service contracts", reader._("Service contracts")),
    }
    for code, (shipped, name) in names.items():
        record = env.ref(f"crm_sales_flow.{code}", raise_if_not_found=False)
        if record and record.name == shipped and not record.search_count([("name", "=", name)]):
            record.name = name


def name_sources(env, only_new=False):
    """Names of sources are not translatable: ours get the administrator's language.

    Where the company has a source of that name already, its own is approved in place of ours.

    :param only_new: leave alone what has another name than the one it came with.
    """
    reader = env(context={"lang": env.ref("base.user_admin").lang})
    names = {
        "undefined": ("Not defined", reader._("Not defined")),
        "website": ("Website", reader._("Website")),
        "yandex": ("Yandex", reader._("Yandex")),
        "exhibition": ("Exhibition", reader._("Exhibition")),
        "recommendation": ("Recommendation", reader._("Recommendation")),
        "mailing": ("Mailing", reader._("Mailing")),
    }
    for code, (shipped, name) in names.items():
        source = env.ref(f"crm_sales_flow.utm_source_{code}", raise_if_not_found=False)
        if not source or (only_new and source.name != shipped):
            continue
        other = env["utm.source"].search([("name", "=", name), ("id", "!=", source.id)], limit=1)
        if not other:
            source.name = name
        elif code != "undefined":
            source.flow_approved = False
            other.write({"flow_approved": True, "flow_synonyms": source.flow_synonyms})


def _name_stages(env):
    """Odoo's four stages keep Odoo's translations of their old names: give them ours."""
    for lang, _name in env["res.lang"].get_installed():
        steps = dict(
            env["crm.stage"]
            .with_context(lang=lang)
            .fields_get(["flow_step"])["flow_step"]["selection"]
        )
        for xmlid in STAGES:
            stage = env.ref(xmlid, raise_if_not_found=False)
            if stage and stage.flow_step:
                stage.with_context(lang=lang).name = steps[stage.flow_step]


def _name_units(env):
    """Papers and lists call the commonest units as the trade does; a name of the company stays."""
    for lang, _name in env["res.lang"].get_installed():
        reader = env(context={"lang": lang})
        short = {
            "uom.product_uom_unit": reader._("pcs"),
            "uom.product_uom_day": reader._("day(s)"),
            "uom.product_uom_hour": reader._("hr."),
        }
        for xmlid, shipped in LONG_UNITS.items():
            unit = reader.ref(xmlid, raise_if_not_found=False)
            if unit and unit.name in shipped:
                unit.name = short[xmlid]
