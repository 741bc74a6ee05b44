"""What the recordings of the simulated exchange sound like: a tone that a player can wind."""

import io
import math
import wave

RATE = 8000
LONGEST = 60  # seconds


def tone(seconds):
    """:return bytes: a file of so many seconds; each second begins with a short beep."""
    beep = [round(128 + 40 * math.sin(2 * math.pi * 440 * n / RATE)) for n in range(RATE // 4)]
    second = bytes(beep) + bytes([128]) * (RATE - len(beep))
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(RATE)
        sound.writeframes(second * max(1, min(round(seconds), LONGEST)))
    return file.getvalue()
