// The texts of one phone, a thread for each number it has written with.
import { el, shown } from "./words.js";

/** Threads as `[{other, messages: [{mine, body, note}]}]`, whatever order the carrier keeps. */
export function threads(told) {
  const given = told.threads ?? told;
  const pairs = Array.isArray(given)
    ? given.map((thread) => [thread.other ?? thread.number, thread.messages])
    : Object.entries(given);
  return pairs.map(([other, messages]) => ({ other, messages: (messages ?? []).map(read) }));
}

function read(message) {
  const mine = message.mine ?? /^(out|sent|from)/.test(message.direction ?? "");
  const failed = /failed|undelivered/.test(message.status ?? "");
  return { mine, body: message.body ?? message.text ?? "", note: failed ? "not delivered" : "" };
}

/** Draw the threads; an empty phone says so. */
export function draw(place, told) {
  const drawn = threads(told).map(({ other, messages }) =>
    el(
      "section",
      {},
      el("h4", {}, shown(other)),
      ...messages.map((message) =>
        el(
          "p",
          { className: message.mine ? "bubble mine" : "bubble" },
          message.body,
          message.note ? el("small", {}, message.note) : null,
        ),
      ),
    ),
  );
  place.replaceChildren(...(drawn.length ? drawn : [el("p", { className: "quiet" }, "No texts yet.")]));
  place.scrollTop = place.scrollHeight;
}
