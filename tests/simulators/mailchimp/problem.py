class Problem(Exception):
    """An error as Mailchimp words it: application/problem+json."""

    def __init__(self, status, title, detail="", errors=()):
        super().__init__(title)
        self.status = status
        self.body = {
            "type": "https://mailchimp.com/developer/marketing/docs/errors/",
            "title": title,
            "status": status,
            "detail": detail,
            "instance": "00000000-0000-0000-0000-000000000000",
        }
        if errors:
            self.body["errors"] = [{"field": f, "message": m} for f, m in errors]


def invalid(detail, *errors):
    return Problem(400, "Invalid Resource", detail, errors)


def not_found():
    return Problem(404, "Resource Not Found", "The requested resource could not be found.")
