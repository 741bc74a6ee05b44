"""Letters of clients as they come: RFC 822 bytes, in two encodings, with attachments."""

import base64
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from hashlib import sha256
from io import BytesIO

import pytz

from demo.company import DOMAIN

TO = f"requests@{DOMAIN}"
FONT = "web/static/fonts/google/Roboto/Roboto-Regular.ttf"


def letter(moment, sender, subject, text, charset="utf-8", attachment=None, headers=()):
    """The bytes of a letter; `moment` is naive UTC."""
    message = EmailMessage()
    message["From"] = formataddr(sender, charset)
    message["To"] = TO
    message["Subject"] = subject
    message["Date"] = format_datetime(pytz.utc.localize(moment))
    identity = sha256(f"{moment}{sender}{subject}".encode()).hexdigest()[:20]
    message["Message-ID"] = f"<{identity}@{sender[1].split('@')[-1]}>"
    for key, value in headers:
        message[key] = value
    message.set_content(text, charset=charset, cte="base64")
    if attachment:
        message.add_attachment(
            page(subject, text), maintype="application", subtype="pdf", filename=attachment
        )
    return message.as_bytes()


def process(world, raw):
    """Hand the letter to the mail gateway; returns the request that it became."""
    thread = world.env["mail.thread"].with_context(mail_notify_force_send=False)
    number = thread.message_process(None, raw)
    return world.env["crm.request"].browse(number)


def page(title, text):
    """A page of a document as PDF, drawn so that Russian letters are shown."""
    return _image(title, text, "PDF")


def scan(title, text):
    """A signed paper, as the engineer photographs it: base64 of a PNG."""
    return base64.b64encode(_image(title, text, "PNG"))


def _image(title, text, kind):
    from PIL import Image, ImageDraw, ImageFont

    from odoo.tools.misc import file_path

    sheet = Image.new("L", (595, 842), 255)
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(file_path(FONT), 14)
    draw.text((60, 60), title, fill=0, font=font)
    draw.multiline_text((60, 100), _folded(text), fill=30, font=font, spacing=8)
    output = BytesIO()
    sheet.save(output, kind)
    return output.getvalue()


def _folded(text, width=58):
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            if len(line) + len(word) > width:
                lines.append(line)
                line = ""
            line = f"{line} {word}".strip()
        lines.append(line)
    return "\n".join(lines)
