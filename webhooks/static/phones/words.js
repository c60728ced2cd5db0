// How the page writes numbers, times and elements.

const HIDDEN = new Set(["", "anonymous", "+266696687"]);

/** `+14155550111` as `+1 415 555 0111`; what carriers send for a hidden number, in words. */
export const shown = (number) =>
  HIDDEN.has(number ?? "")
    ? "a hidden number"
    : number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, "+1 $1 $2 $3");

/** What a person typed, as the carrier wants it. */
export const dialled = (typed) => typed.replace(/[^\d+*#]/g, "");

/** Seconds as `1:05`. */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** The time of day of an ISO time, on this machine's clock. */
export const timeOfDay = (iso) =>
  new Date(iso).toLocaleTimeString([], { hourCycle: "h23" });

/** An element with properties, data and children; text is never read as markup. */
export function el(tag, { data = {}, ...properties } = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  Object.assign(node.dataset, data);
  node.append(...children.filter((child) => child !== null));
  return node;
}

/** The carrier's clock, which may differ from this machine's. */
export const now = {
  ahead: 0,
  learn(iso) {
    if (iso) this.ahead = Date.parse(iso) - Date.now();
  },
  since(iso) {
    return (Date.now() + this.ahead - Date.parse(iso)) / 1000;
  },
};
