STAGES = ("crm.stage_lead1", "crm.stage_lead2", "crm.stage_lead3", "crm.stage_lead4")


def post_init_hook(env):
    _name_stages(env)
    _name_undefined_source(env)


def _name_undefined_source(env):
    """Names of sources are not translatable: this one gets the administrator's language."""
    source = env.ref("crm_sales_flow.utm_source_undefined")
    source.name = env(context={"lang": env.ref("base.user_admin").lang})._("Not defined")


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
