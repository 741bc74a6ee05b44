"""Campaigns that were sent, and what people did with them."""

from simulators.mailchimp.calls import chosen, page, route
from simulators.mailchimp.clock import parse
from simulators.mailchimp.problem import not_found


class Campaign:
    def __init__(self, clock, campaign_id, title, audience):
        self.clock, self.id, self.title, self.audience = clock, campaign_id, title, audience
        self.sent_at = clock.text()
        self.recipients = {}  # address -> sent, hard, soft
        self.events = []  # (address, action, moment, machine)
        self.gone = []  # (address, moment, reason)
        self.polls = 0  # how often the activity was asked for

    def send(self, emails):
        self.recipients.update(dict.fromkeys(emails, "sent"))

    def happen(self, email, action, machine=False, url=""):
        self.events.append((email, action, self.clock.text(), machine, url))

    def bounce(self, email, kind="hard"):
        self.recipients[email] = kind
        self.events.append((email, "bounce", self.clock.text(), False, kind))

    def unsubscribe(self, email, reason="NORMAL"):
        self.gone.append((email, self.clock.text(), reason))
        self.audience.unsubscribe(email)

    def _did(self, action, machines=True):
        return [e for e in self.events if e[1] == action and (machines or not e[3])]

    def shown(self):
        opens, clicks = self._did("open"), self._did("click")
        human = self._did("open", machines=False)
        sent = len(self.recipients)
        kinds = list(self.recipients.values())
        return {
            "id": self.id,
            "campaign_title": self.title,
            "subject_line": self.title,
            "type": "regular",
            "list_id": self.audience.id,
            "emails_sent": sent,
            "abuse_reports": 0,
            "unsubscribed": len(self.gone),
            "send_time": self.sent_at,
            "bounces": {"hard_bounces": kinds.count("hard"), "soft_bounces": kinds.count("soft"),
                        "syntax_errors": 0},
            "opens": {
                "opens_total": len(opens),
                "unique_opens": len({e[0] for e in opens}),
                "open_rate": len({e[0] for e in opens}) / sent if sent else 0,
                "last_open": opens[-1][2] if opens else "",
                "proxy_excluded_opens": len(human),
                "proxy_excluded_unique_opens": len({e[0] for e in human}),
            },
            "clicks": {
                "clicks_total": len(clicks),
                "unique_clicks": len({(e[0], e[4]) for e in clicks}),
                "unique_subscriber_clicks": len({e[0] for e in clicks}),
                "last_click": clicks[-1][2] if clicks else "",
            },
        }  # fmt: skip

    def activity(self, email, humans_only):
        rows = []
        for who, action, at, machine, extra in self.events:
            if who != email or (humans_only and machine):
                continue
            row = {"action": action, "timestamp": at, "ip": "198.51.100.7"}
            row.update({"url": extra} if action == "click" else {})
            row.update({"type": extra} if action == "bounce" else {})
            rows.append(row)
        return rows


def _campaign(service, campaign_id):
    if campaign_id not in service.campaigns:
        raise not_found()
    return service.campaigns[campaign_id]


@route("GET", "reports")
def reports(service, params, _body):
    rows = [campaign.shown() for campaign in service.campaigns.values()]
    if since := params.get("since_send_time"):
        rows = [row for row in rows if parse(row["send_time"]) > parse(since)]
    return {"reports": rows[page(params)], "total_items": len(rows)}


@route("GET", r"reports/(\w+)")
def report(service, _params, _body, campaign_id):
    return _campaign(service, campaign_id).shown()


@route("GET", r"reports/(\w+)/sent-to")
def sent_to(service, params, _body, campaign_id):
    found = _campaign(service, campaign_id).recipients.items()
    rows = [{"email_address": e, "status": s, "open_count": 0, "vip": False} for e, s in found]
    answer = {"sent_to": rows[page(params)], "total_items": len(rows)}
    return chosen(answer, params, "sent_to", ("email_address", "status"))


@route("GET", r"reports/(\w+)/email-activity")
def email_activity(service, params, _body, campaign_id):
    """Wishes thin the events, and never the people: each poll pages over all of them."""
    campaign = _campaign(service, campaign_id)
    campaign.polls += 1
    humans = params.get("filter_bots") == "true"
    part = list(campaign.recipients)[page(params)]
    rows = [{"email_address": e, "activity": campaign.activity(e, humans)} for e in part]
    answer = {"emails": rows, "total_items": len(campaign.recipients)}
    return chosen(answer, params, "emails", ("email_address", "activity"))


@route("GET", r"reports/(\w+)/unsubscribed")
def unsubscribed(service, params, _body, campaign_id):
    gone = _campaign(service, campaign_id).gone
    rows = [{"email_address": e, "timestamp": at, "reason": why} for e, at, why in gone]
    return {"unsubscribes": rows[page(params)], "total_items": len(rows)}
