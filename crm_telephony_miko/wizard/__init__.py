from . import miko_check, miko_day_choice, miko_message
