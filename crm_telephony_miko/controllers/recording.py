import re

from odoo.http import Controller, Response, request, route

from ..client.errors import Busy, ExchangeError
from ..models.miko_pbx_history import HURRIED

CHUNK = 65536
AUDIO = re.compile(r"audio/[\w.+-]+", re.ASCII)
PAUSE = "The exchange asks for a pause"
PASSED_ON = ("Content-Length", "Content-Range")


class RecordingController(Controller):
    """Recordings are played through Odoo (B09): who may read the call may hear it, and the link of
    the exchange, a key for everybody who has it, stays on the server."""

    @route("/crm_telephony_miko/recording/<int:call_id>/<int:part>", type="http", auth="user")
    def play(self, call_id, part, **_params):
        call = request.env["miko.call"].browse(call_id).exists()
        if not call:
            return request.not_found()
        call.check_access("read")
        if not call._may_hear():
            return self._told(request.env._("Only those who talked may do this."), 403)
        pbx = call.sudo().pbx_id
        if pbx._is_paused():
            return self._told(call.pbx_id._in_words(PAUSE), 503)
        client = pbx._rest_client(**HURRIED)
        wanted = request.httprequest.headers.get("Range")
        try:
            answer = client and call._open_recording(client, part, wanted)
        except ExchangeError as error:
            client.close()
            status = 502
            if isinstance(error, Busy):
                pbx._pause(error)
                status = 503
            return self._told(call.pbx_id._in_words(str(error)), status)
        if not answer:
            if client:
                client.close()
            return self._told(request.env._("There is no recording yet."), 404)
        return self._passed_on(client, answer)

    def _told(self, text, status):
        headers = [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")]
        return request.make_response(text, headers, status=status)

    def _passed_on(self, client, answer):
        """Piece by piece, so that a long talk is never in memory as a whole."""
        headers = [(name, answer.headers[name]) for name in PASSED_ON if name in answer.headers]
        headers += [("Accept-Ranges", "bytes"), ("Cache-Control", "private, no-store")]
        # Never a page: whatever the exchange sends, it is heard or saved, not shown.
        kind = answer.headers.get("Content-Type", "")
        kind = kind if AUDIO.fullmatch(kind) else "application/octet-stream"
        headers += [("Content-Type", kind), ("X-Content-Type-Options", "nosniff")]
        headers += [("Content-Security-Policy", "default-src 'none'; sandbox")]
        response = Response(answer.iter_content(CHUNK), answer.status_code, headers)
        response.call_on_close(answer.close)
        response.call_on_close(client.close)
        return response
