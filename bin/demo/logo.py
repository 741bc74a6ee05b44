"""The logo of the fictitious company, drawn; a customer has his own."""

import base64
import io

from PIL import Image, ImageDraw, ImageFont

from odoo.tools import file_path

BLUE, GREY = "#1f5f8b", "#3c3c3b"
FONT = "web/static/fonts/google/Roboto/Roboto-Bold.ttf"


def png(text):
    """A vacuum chamber as a sign, and the name beside it.

    :return: base64 bytes of a PNG of 640 x 160.
    """
    image = Image.new("RGBA", (640, 160), (255, 255, 255, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((12, 12, 148, 148), outline=BLUE, width=14)
    draw.ellipse((52, 52, 108, 108), fill=BLUE)
    font = ImageFont.truetype(file_path(FONT), 60)
    draw.text((176, 44), text, font=font, fill=GREY)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return base64.b64encode(stream.getvalue())
