// "What is happening": each contact, who is being rung, how long the student has waited.
import { clock, el, now, timeOfDay } from "./words.js";

const STATES = {
  waiting: "Waiting for a person",
  with_mentor: "With a mentor",
  at_desk: "At the counseling desk",
  safety_card: "Hearing the safety card",
  parted: "Parted; may be reconnected",
  callback: "Asked to be called back",
  ended: "Ended",
};

let drawn = "";

/** Draw the contacts, newest first, unless nothing has changed but the time. */
export function draw(place, contacts) {
  const lasting = JSON.stringify(contacts, (key, value) => (key === "waiting_seconds" ? 0 : value));
  if (lasting === drawn) return;
  drawn = lasting;
  const quiet = el("p", { className: "quiet" }, "All quiet. A call that comes in is shown here.");
  place.replaceChildren(...(contacts.length ? contacts.map(card) : [quiet]));
  tick(place);
}

/** Say why nothing can be shown. */
export function excuse(place, why) {
  drawn = "";
  place.replaceChildren(el("p", { className: "quiet" }, why));
}

/** Move on every clock that is drawn. */
export function tick(place) {
  for (const node of place.querySelectorAll("[data-since]")) {
    const seconds = now.since(node.dataset.since);
    if (node.tagName === "PROGRESS") node.value = Math.min(seconds, node.max);
    else node.textContent = clock(seconds);
  }
}

const ticking = (since) => el("span", { className: "ticks", data: { since } });

function card(contact) {
  return el(
    "section",
    { className: "contact", data: { state: contact.state } },
    el("h3", {}, el("span", { className: "dot" }), title(contact)),
    el("p", { className: "line" }, contact.line),
    contact.state === "waiting" ? wait(contact) : null,
    contact.ringing?.length ? rung(contact) : null,
    story(contact),
  );
}

function title(contact) {
  if (contact.state === "with_mentor" && contact.with) return `With ${contact.with}`;
  return STATES[contact.state] ?? contact.state;
}

function wait(contact) {
  const since = new Date(Date.now() + now.ahead - contact.waiting_seconds * 1000).toISOString();
  const bound = contact.bound_seconds;
  const bar = el("progress", { max: bound, data: { since } });
  bar.setAttribute("aria-label", "Waited, of the longest wait");
  return el(
    "div",
    { className: "wait" },
    bar,
    el("p", {}, "has waited ", ticking(since), ` of ${clock(bound)} at most`),
  );
}

function rung(contact) {
  const people = contact.ringing.map((leg) => el("li", {}, leg.name, " ", ticking(leg.since)));
  const step = contact.rung_name ? `Step ${contact.rung}: ${contact.rung_name}` : `Step ${contact.rung}`;
  return el(
    "div",
    { className: "rung" },
    el("p", {}, `${step}, ringing`),
    el("ul", {}, ...people),
  );
}

function story(contact) {
  const lines = (contact.story ?? []).map((entry) =>
    el("li", {}, el("time", { dateTime: entry.at }, timeOfDay(entry.at)), " ", entry.text),
  );
  if (contact.state !== "ended") return el("ol", { className: "story" }, ...lines);
  return el("details", {}, el("summary", {}, "What happened"), el("ol", { className: "story" }, ...lines));
}
