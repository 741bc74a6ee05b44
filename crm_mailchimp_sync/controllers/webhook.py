from odoo.http import Controller, Response, request, route

from ..client.webhook import SIGNATURE
from ..log import watch_requests

LIMIT = 65536

watch_requests()


class WebhookController(Controller):
    """What Mailchimp posts: believed, kept, answered; followed afterwards (V03)."""

    @route("/crm_mailchimp_sync/webhook/<string:token>", type="http", auth="public",
           methods=["GET", "POST"], csrf=False, save_session=False,
           max_content_length=LIMIT)  # fmt: skip
    def webhook(self, token, **_params):
        body = request.httprequest.get_data(cache=True)  # kept by ir.http before the form was read
        audience = request.env["mailchimp.audience"]._of_token(token)
        if not audience:
            return Response(status=404)
        if request.httprequest.method == "GET":
            return Response(status=200)  # Mailchimp asks so while it sets the webhook up
        signature = request.httprequest.headers.get(SIGNATURE, "")
        return Response(status=audience._receive(body, signature))
