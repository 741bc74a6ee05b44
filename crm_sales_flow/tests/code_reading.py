"""A printed code is read as a scanner reads it: in a browser, by the library of Odoo's scanner."""

import base64
import json

SCRIPT = """
(async () => {
    const script = document.createElement("script");
    script.src = "/web/static/lib/zxing-library/zxing-library.js";
    const loaded = new Promise((done) => (script.onload = done));
    document.head.append(script);
    await loaded;
    const picture = new Image();
    picture.src = %(picture)s;
    await picture.decode();
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 800;
    const paper = canvas.getContext("2d");
    paper.fillStyle = "white";
    paper.fillRect(0, 0, 800, 800);
    paper.drawImage(picture, 40, 40, 720, 720);
    const luminance = new ZXing.HTMLCanvasElementLuminanceSource(canvas);
    const bitmap = new ZXing.BinaryBitmap(new ZXing.HybridBinarizer(luminance));
    const hints = new Map([[ZXing.DecodeHintType.CHARACTER_SET, "utf-8"]]);
    const found = new ZXing.QRCodeReader().decode(bitmap, hints).getText();
    if (found !== %(wanted)s) {
        throw new Error(`The code says ${found}`);
    }
    %(then)s
    console.log("test successful");
})().catch((error) => console.error(error.message));
"""


def reading(picture, wanted, then=""):
    """:return: a script for ``browser_js`` that fails unless ``picture``, an SVG as data URI, says
    ``wanted``; ``then`` is done afterwards."""
    head, _comma, data = picture.partition("base64,")
    if b"<svg" not in base64.b64decode(data):
        raise ValueError(f"No picture: {head}")
    return SCRIPT % {"picture": json.dumps(picture), "wanted": json.dumps(wanted), "then": then}
