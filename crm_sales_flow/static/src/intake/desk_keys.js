import { useHotkey } from "@web/core/hotkeys/hotkey_hook";

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

/** A button that has the focus is pressed by Enter, as everywhere. */
function isButton(target) {
    return Boolean(target?.closest?.("button, a, summary"));
}

/**
 * The keys of the sorting desk. Odoo's hotkey service reads the physical key of a Cyrillic layout,
 * is silent while somebody types and while a window is open over the desk.
 *
 * @param {import("./sorting_desk").SortingDesk} desk
 */
export function useDeskKeys(desk) {
    // Of a request whose text is not there yet nothing is decided by a key.
    const listen = (key, callback) => useHotkey(key, () => desk.isReady && callback(), {
        isAvailable: (target) => key !== "enter" || !isButton(target),
    });
    listen("enter", () => desk.accept());
    for (const digit of DIGITS) {
        listen(digit, () => desk.digit(Number(digit)));
    }
    listen("s", () => desk.drop("spam"));
    listen("n", () => desk.drop("foreign"));
    listen("a", () => desk.startAttaching());
    listen("o", () => desk.open());
    useHotkey("arrowdown", () => desk.move(1), { allowRepeat: true });
    useHotkey("arrowup", () => desk.move(-1), { allowRepeat: true });
    useHotkey("z", () => desk.undo());
    useHotkey("escape", () => (desk.state.isAttaching = false), {
        isAvailable: () => desk.state.isAttaching,
    });
}
