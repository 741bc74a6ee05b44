"""Steps of the template databases that need Odoo's own code."""

PAID = ("partner_autocomplete", "snailmail%", "%iap%")
# Bundles that nobody of ours opens; Odoo still builds them when somebody does.
UNUSED = {"web.assets_web_dark", "web.tests_assets", "web.qunit_suite_tests"}


def russian_company(env):
    """Country and currency, before accounting (they steer its defaults) and after it."""
    rouble = env.ref("base.RUB")
    rouble.active = True
    env.company.write({"country_id": env.ref("base.ru").id, "currency_id": rouble.id})
    if "product.pricelist" in env:
        env["product.pricelist"].search([]).currency_id = rouble


def assets(env):
    """Build the web client's bundles once, so that no first visitor (or test) waits for them."""
    qweb = env["ir.qweb"]
    scripts, styles = qweb._get_bundles_to_pregenarate()
    for bundle in sorted(scripts - UNUSED):
        qweb._get_asset_bundle(bundle, css=False, js=True).js()
    for bundle in sorted(styles - UNUSED):
        qweb._get_asset_bundle(bundle, css=True, js=False).css()


def without_paid_services(env):
    """Uninstall what calls paid outside services; the demo must not ask anybody outside."""
    domain = [("state", "=", "installed")] + ["|"] * (len(PAID) - 1)
    domain += [("name", "=like", pattern) for pattern in PAID]
    modules = env["ir.module.module"].search(domain)
    if modules:
        modules.button_immediate_uninstall()
