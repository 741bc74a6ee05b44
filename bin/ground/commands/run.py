"""bin/run [--port N] [--fresh]: the product with a Russian demo company, at one address."""

import argparse
import signal
import sys

from ground import addons, databases, odoo, setup, templates
from ground.demo_exchange import DemoExchange
from ground.demo_mailings import DemoMailings
from ground.letters import Letterbox
from ground.paths import LETTERS, LOGS, ROOT
from ground.say import Stop, step, tell
from ground.server import Server, is_free

DEFAULT_PORT = 8069
TRIES = """\
Три вещи, которые стоит попробовать:
  1. Войдите как sorter: выберите отдел обращения и нажмите «Сортировать»; затем как head
     откройте лид и назначьте менеджера.
  2. Войдите как manager: CRM → Продажи → Сделки, откройте сделку и нажмите «Следующая
     стадия»: программа скажет, чего не хватает.
  3. Откройте тот же адрес во втором окне под другим логином: сообщения приходят сразу."""
CALL = """\
Телефония: войдите как manager и в другом окне терминала наберите bin/call — зазвонит телефон
менеджера, откроется карточка клиента (bin/call --help: незнакомый номер, пропущенный звонок)."""

MAILINGS = """\
Рассылки: войдите как marketer, CRM → Рассылки → Аудитории → «Клиенты» → «Синхронизировать»: клиенты
и лиды уходят в модель Mailchimp, экран показывает, сколько отправлено."""


def main(arguments):
    options = parse(arguments)
    port = choose_port(options.port)
    setup.ensure(tools=False, need_browser=False)
    with databases.lock():
        prepare(options.fresh)
    letterbox, exchange = Letterbox(LETTERS), DemoExchange(databases.DEMO)
    mailings = DemoMailings(databases.DEMO)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        exchange.start_exchange()
        mailings.start()
        with step("Start Odoo"):
            server = Server(databases.DEMO, port, "run.log", letterbox.options()).wait()
        exchange.start_listener()
        tell("Ready")
        greet(server, exchange.runs, mailings.runs)
        return serve(server)
    finally:
        exchange.stop()
        mailings.stop()


def parse(arguments):
    parser = argparse.ArgumentParser(prog="bin/run", description=__doc__)
    parser.add_argument("--port", type=int, help="port of the web client (8069, else next free)")
    parser.add_argument("--fresh", action="store_true", help="forget all changes of the demo")
    options = parser.parse_args(arguments)
    if options.port is not None and not 1 <= options.port <= 65535:
        parser.error("a port is a number from 1 to 65535")
    return options


def choose_port(wanted):
    if wanted:
        if not is_free(wanted):
            raise Stop(f"Port {wanted} is busy or forbidden: name another one with --port.")
        return wanted
    port = next((p for p in range(DEFAULT_PORT, DEFAULT_PORT + 100) if is_free(p)), None)
    if port is None:
        raise Stop(f"Ports {DEFAULT_PORT} to {DEFAULT_PORT + 99} are busy: name one with --port.")
    if port != DEFAULT_PORT:
        tell(f"Port {DEFAULT_PORT} is busy, so {port} is used")
    return port


def prepare(fresh):
    """The demo database lives on between runs; a changed tree only updates our add-ons."""
    demo, wanted = databases.DEMO, " ".join(addons.tree_key())
    if fresh and demo in databases.names():
        databases.drop(demo)
    if not databases.complete(demo):
        databases.copy(templates.ensure("c"), demo)
        databases.mark(demo, f"{wanted} {templates.key_demo()}")
        return
    install, _assets, made_from = databases.stamp(demo).read_text().split()
    if made_from != templates.key_demo():
        tell("The demo data changed: bin/run --fresh makes the new ones (and drops your changes)")
    if install != wanted.split()[0]:
        update(demo)
    databases.mark(demo, f"{wanted} {made_from}")


def update(demo):
    """Bring a kept demo database up to the tree; what people entered stays."""
    with step("The add-ons changed: update the demo database"):
        try:
            odoo.install(demo, addons.names(), log="demo-update.log", update=True)
        except Stop as stop:
            raise Stop(f"{stop}\n(bin/run --fresh starts from a new demo database.)") from stop


def greet(server, telephony, mailings):
    sys.path.insert(0, str(ROOT / "bin"))
    import demo

    width = max(len(login) for login, _role in demo.LOGINS)
    print(f"\n  Адрес: {server.url}\n\n  Вход (пароль совпадает с логином):")
    for login, role in demo.LOGINS:
        print(f"    {login:<{width}}  {role}")
    print(f"\n{TRIES}")
    if telephony:
        print(f"\n{CALL}")
    if mailings:
        print(f"\n{MAILINGS}")
    print(f"\nПисьма клиентам никуда не уходят: они в {LETTERS.relative_to(ROOT)}.")
    print(f"Журнал: {(LOGS / 'run.log').relative_to(ROOT)}. Остановить: Ctrl-C.")
    sys.stdout.flush()


def serve(server):
    """Stay until the user (or the system) ends us, then end the server."""
    try:
        status = server.process.wait()
    except KeyboardInterrupt:
        print("\nОстановлено. Данные сохранены: следующий bin/run продолжит с ними.")
        return 0
    finally:
        server.stop()
    raise Stop(f"The server ended by itself with status {status}: read .odoo/log/run.log.")
