// The texts of one phone, a thread for each number it has written with.
import { el, shown } from "./words.js";

const LINK = /(https?:\/\/[^\s]+)/;

/** A text with what is a link in it as one, as phones show it. */
const linked = (body) =>
  body
    .split(LINK)
    .map((part, at) =>
      at % 2 ? el("a", { href: part, target: "_blank", rel: "noopener noreferrer" }, part) : part,
    );

/** Draw the threads; an empty phone says so. */
export function draw(place, { threads }) {
  const drawn = threads.map(({ other, messages }) =>
    el(
      "section",
      {},
      el("h4", {}, shown(other)),
      ...messages.map(({ body, incoming }) =>
        el("p", { className: incoming ? "bubble" : "bubble mine" }, ...linked(body)),
      ),
    ),
  );
  place.replaceChildren(...(drawn.length ? drawn : [el("p", { className: "quiet" }, "No texts yet.")]));
  place.scrollTop = place.scrollHeight;
}
