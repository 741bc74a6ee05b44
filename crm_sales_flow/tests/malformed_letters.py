"""Letters that nobody should write, made by hand: name -> bytes.

``SCRIPT`` stands for what must never reach a browser.
"""

import base64

SCRIPT = "alert(document.domain)"
# Written as text they harm nobody and are shown: a client may ask about his website.
WORDS = "javascript: onerror= onload= srcdoc <iframe <script"
HEAD = "From: Ivan <{n}@bad.example>\r\nTo: requests@company.example\r\nSubject: Bad {n}\r\n"
HEAD += "Message-Id: <{n}@bad.example>\r\nDate: Mon, 23 Nov 2026 10:17:00 +0300\r\n"
TEXT = "Content-Type: text/plain; charset=utf-8\r\n"
HTML = "MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n"
FORM = "Имя: Анна\r\nТелефон: 84957654321\r\n"


def raw(name, headers="", body="Нужен насос", charset="utf-8", head=HEAD):
    text = head.format(n=name) + headers + "\r\n" + body
    return text.encode(charset, "surrogatepass")


def page(name, html):
    return raw(name, HTML, html)


def without(name, header):
    lines = HEAD.format(n=name).splitlines(keepends=True)
    return ("".join(x for x in lines if not x.startswith(header)) + "\r\ntext").encode()


def parts(name, *inner, boundary="q", close=True, kind="mixed"):
    body = "".join(f"--{boundary}\r\n{part}\r\n" for part in inner)
    head = f'MIME-Version: 1.0\r\nContent-Type: multipart/{kind}; boundary="{boundary}"\r\n'
    return raw(name, head, body + (f"--{boundary}--\r\n" if close else ""))


def attachment(name, header, content="x"):
    return parts(name, f"{TEXT}\r\ntext", f"{header}\r\n\r\n{content}")


def forwards(name, depth):
    letter = raw(f"{name}-inner")
    for number in range(depth):
        head = HEAD.format(n=f"{name}-{number}" if number < depth - 1 else name)
        letter = (head + "Content-Type: message/rfc822\r\n\r\n").encode() + letter
    return letter


def nested(name, depth):
    body = "".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(depth)
    )
    return (HEAD.format(n=name) + body + TEXT + "\r\ndeep").encode()


def base64_of(text, charset="utf-8"):
    return base64.b64encode(text.encode(charset)).decode()


def letters():
    yield from _headers()
    yield from _structure()
    yield from _encodings()
    yield from _pages()
    yield from _bombs()


def _headers():
    yield "no sender", without("h1", "From")
    yield "empty sender", raw("h2", "From: \r\n")
    yield "sender is no address", without("h3", "From").replace(b"To:", b"From: nobody\r\nTo:", 1)
    yield "two senders", raw("h4", "From: b@bad.example, c@bad.example\r\n")
    yield "sender of controls", raw("h5").replace(b"Ivan", b"Iv\x00an\x1b[31m")
    yield "no recipient", without("h6", "To")
    yield "1,000 recipients", raw("h7", "Cc: " + ",".join(f"a{n}@b.ru" for n in range(1000)))
    yield "no subject", without("h8", "Subject")
    yield "subject of 10,000", raw("h9", "Subject: " + "я" * 10_000 + "\r\n")
    yield "subject in broken words", raw("h10", "Subject: =?utf-8?B?%%%?= =?x?Q?=ZZ?=\r\n")
    yield "no id", without("h11", "Message-Id")
    yield "empty id", without("h12", "Message-Id").replace(b"To:", b"Message-Id:\r\nTo:", 1)
    yield "long id", raw("h13", "Message-Id: <" + "q" * 5000 + "@x>\r\n")
    yield "no date", without("h14", "Date")
    yield "impossible date", raw("h15").replace(b"23 Nov 2026", b"99 Foo 0000")
    yield "header without colon", raw("h16", "this is no header\r\n")
    yield "folded without end", raw("h17", "X-Long: " + "a\r\n " * 3000 + "\r\n")
    yield "10,000 headers", raw("h18", "".join(f"X-{n}: y\r\n" for n in range(10_000)))
    yield "references of 100,000", raw("h19", "References: " + "<a@b> " * 20_000 + "\r\n")
    yield "line ends of Macintosh", raw("h20").replace(b"\r\n", b"\r")
    yield "8 bit headers", raw("h21", "Subject: Насос\r\n", charset="koi8-r")


def _structure():
    yield "boundary never comes", raw("s1", "Content-Type: multipart/mixed; boundary=z\r\n")
    yield "boundary is missing", raw("s2", "Content-Type: multipart/mixed\r\n")
    yield "boundary is empty", raw("s3", 'Content-Type: multipart/mixed; boundary=""\r\n')
    yield "never closed", parts("s4", f"{TEXT}\r\ntext", close=False)
    yield "no parts", parts("s5")
    yield "parts without headers", parts("s6", "text", "\r\ntext")
    yield "type is nonsense", raw("s7", "Content-Type: ;;;=\r\n")
    yield "type is a star", raw("s8", "Content-Type: */*\r\n")
    yield "old octet stream", attachment("s9", "Content-Type: binary/octet-stream")
    yield "100 parts deep", nested("s10", 100)
    yield "3,000 parts deep", nested("s11", 3000)
    yield "forward in forwards", forwards("s12", 20)
    yield "500 attachments", parts("s13", *["Content-Type: image/png\r\n\r\nx"] * 500)
    yield "file name climbs", attachment("s14", 'Content-Type: a/b; name="../../etc/passwd"')
    yield "file name of 5,000", attachment("s15", f'Content-Type: a/b; name="{"f" * 5000}"')
    yield "file name with NUL", attachment("s16", 'Content-Type: a/b; name="a\x00b.pdf"')
    yield "letter as text", raw("s17", "Content-Type: message/rfc822\r\n")
    yield "report of nothing", raw("s18", "Content-Type: multipart/report; boundary=q\r\n")
    yield "calendar alone", raw("s19", "Content-Type: text/calendar\r\n", "BEGIN:VCALENDAR")
    yield "no body at all", raw("s20", body="")


def _encodings():
    head = "MIME-Version: 1.0\r\nContent-Transfer-Encoding: {}\r\n"
    plain = "Content-Type: text/plain; charset={}\r\n"
    yield "unknown charset", raw("e1", plain.format("x-7"))
    yield "charset is a lie", raw("e2", plain.format("utf-8"), charset="cp1251")
    yield "charset of controls", raw("e3", plain.format('"a\x01"'))
    yield "broken base64", raw("e4", plain.format("utf-8") + head.format("base64"), "@@@=A")
    yield (
        "base64 cut off",
        raw("e5", plain.format("utf-8") + head.format("base64"), base64_of("насос")[:-3]),
    )
    yield "broken quoted", raw("e6", head.format("quoted-printable"), "=ZZ=D0=\r\n=")
    yield "unknown encoding", raw("e7", head.format("x-own"))
    yield (
        "utf-16 inside",
        raw("e8", plain.format("utf-16") + head.format("base64"), base64_of("насос", "utf-16")),
    )
    yield "halves of pairs", raw("e9", TEXT, "a\ud800b\udfffc")
    yield "NUL bytes", raw("e10", TEXT, "a\x00b" * 100)
    yield "utf-7 charset", raw("e11", plain.format("utf-7"), "+ADw-script+AD4-" + SCRIPT)


def _pages():
    yield "script", page("p1", f"<script>{SCRIPT}</script><p>x")
    yield "handlers", page("p2", f"<img src=x onerror='{SCRIPT}'><body onload='{SCRIPT}'>")
    yield "address of script", page("p3", f"<a href='javascript:{SCRIPT}'>x</a>")
    yield "frame", page("p4", f"<iframe srcdoc='<script>{SCRIPT}</script>'></iframe>")
    yield "drawing", page("p5", f"<svg><script>{SCRIPT}</script><a xlink:href='javascript:1'>")
    yield "cut comment", page("p6", f"<!--><img src=x onerror={SCRIPT}>-->")
    yield "never closed tags", page("p7", "<div><b><table>" * 5000)
    yield "template code", page("p8", "<t t-esc='1/0'/>{{ 1/0 }}${1/0} %(x)s %s <p t-out='x'>")
    yield "words of scripts", raw("p11", f"Subject: javascript: onerror= {SCRIPT}\r\n", WORDS)
    yield "words of scripts in HTML", page("p12", f"<p>{WORDS.replace('<', '&lt;')}</p>")
    yield "name is words of scripts", raw("p13").replace(b"Ivan", b'"javascript: onload="')
    yield "address hides its script", page("p14", f"<a href=' java\tscript:{SCRIPT}'>x</a>")
    yield "subject is script", raw("p9", f"Subject: <script>{SCRIPT}</script>\r\n")
    yield "name is script", raw("p10").replace(b"Ivan", f'"<img onerror={SCRIPT}>"'.encode())


def _bombs():
    yield "25 MB", raw("b1", TEXT, "Насос " * (25 * 1024 * 1024 // 11))
    yield "a line of 1 MB", raw("b2", TEXT, "a" * 1024 * 1024)
    yield "bomb for labels", raw("b3", "Subject: заявка с сайта\r\n", "Имя:" * 100_000)
    yield "bomb of dashes", raw("b4", "Subject: заявка с сайта\r\n", FORM + "- " * 200_000)
    yield "bomb of cells", raw("b5", "Subject: заявка с сайта\r\n" + HTML, "<td>Имя" * 30_000)
    yield "bomb of answers", raw("b6", "Subject: " + "Re: " * 3000 + "\r\n", "> " * 100_000)
    yield "nothing at all", b""
    yield "noise", bytes(range(256)) * 20
