"""What the reports of control are made of, for the deals and campaigns there are (Z01, U09)."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    env["crm.lead"]._settle_reach(everywhere=True)
    _tell_costs(env)


def _tell_costs(env):
    """The cost of a campaign was typed in; it is now the sum of its costs."""
    campaigns = env["utm.campaign"].search([("cost", ">", 0), ("cost_ids", "=", False)])
    env["crm.ad.cost"].create(
        [
            {
                "campaign_id": campaign.id,
                "date": campaign.date_begin or campaign.create_date.date(),
                "amount": campaign.cost,
            }
            for campaign in campaigns
        ]
    )
