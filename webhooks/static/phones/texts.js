// The texts of one phone, a thread for each number it has written with.
import { el, shown } from "./words.js";

/** Draw the threads; an empty phone says so. */
export function draw(place, { threads }) {
  const drawn = threads.map(({ other, messages }) =>
    el(
      "section",
      {},
      el("h4", {}, shown(other)),
      ...messages.map(({ body, incoming }) =>
        el("p", { className: incoming ? "bubble" : "bubble mine" }, body),
      ),
    ),
  );
  place.replaceChildren(...(drawn.length ? drawn : [el("p", { className: "quiet" }, "No texts yet.")]));
  place.scrollTop = place.scrollHeight;
}
