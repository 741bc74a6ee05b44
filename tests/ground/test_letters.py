"""Letters of our servers are kept and reach nobody."""

import smtplib
from email.message import EmailMessage

from ground.letters import Letterbox


def test_letters_are_kept_as_they_were_sent(tmp_path):
    letterbox = Letterbox(tmp_path / "letters")
    letter = EmailMessage()
    letter["Subject"], letter["To"] = "Предложение", "client@example.com"
    letter.set_content("Добрый день\n.\nточка в начале строки\n")
    with smtplib.SMTP(*letterbox.server_address) as smtp:
        smtp.send_message(letter, "us@example.com", ["client@example.com"])
        smtp.send_message(letter, "us@example.com", ["client@example.com"])
    letterbox.stop()
    kept = letterbox.letters()
    assert len(kept) == 2
    assert kept[0]["Subject"] == "Предложение"
    assert kept[0].get_content().splitlines() == letter.get_content().splitlines()
