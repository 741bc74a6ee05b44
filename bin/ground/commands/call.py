"""bin/call [NUMBER] [--missed]: a client calls the demo company that bin/run shows."""

import argparse

from ground import demo_exchange

STRANGER = "79160000042"


def main(arguments):
    parser = argparse.ArgumentParser(prog="bin/call", description=__doc__)
    parser.add_argument("number", nargs="?", help="who calls (a client of the manager's)")
    parser.add_argument("--unknown", action="store_true", help="a number that nobody knows")
    parser.add_argument("--missed", action="store_true", help="nobody answers")
    parser.add_argument("--ring", type=float, default=15, help="seconds until the answer (15)")
    parser.add_argument("--talk", type=float, default=60, help="seconds of the talk (60)")
    options = parser.parse_args(arguments)
    number = options.number or (STRANGER if options.unknown else None)
    told = demo_exchange.incoming(
        number, ring=options.ring, talk=options.talk, missed=options.missed
    )
    end = "никто не ответит" if options.missed else f"через {options.ring:.0f} с ответит менеджер"
    print(f"Звонит {told}: у manager и secretary открылась карточка звонка, {end}.")
