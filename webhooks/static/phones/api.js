// Asks this app about the phones and gives them orders. Every answer is JSON.

/** What went wrong, as a sentence for a person; `away` when the carrier did not answer at all. */
export class Trouble extends Error {
  constructor(sentence, away = false) {
    super(sentence);
    this.away = away;
  }
}

const HOME = new URL("../", import.meta.url); // /phones/, whichever of its pages asks

async function ask(path, body) {
  const order = body && {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  let answer;
  try {
    answer = await fetch(new URL(path, HOME), order);
  } catch {
    throw new Trouble("This page cannot reach Warmline. Is make run still going?", true);
  }
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Trouble(told.error || `Refused (${answer.status}).`, answer.status >= 500);
  return told;
}

export const state = () => ask("api/state");
export const feed = (after, wait) => ask(`api/feed?after=${after}&wait=${wait}`);
export const messages = (phone) => ask(`api/phones/${phone}/messages`);
export const order = (phone, verb, body = {}) => ask(`api/phones/${phone}/${verb}`, body);
export const contacts = () => ask("contacts");
export const lines = () => ask("lines");
/** The page is being left: the order goes out all the same, and nobody waits for its answer. */
export const leave = () =>
  fetch(new URL("practice/clear", HOME), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: "{}",
    keepalive: true,
  }).catch(() => {});
export const practise = (what, body) => ask(`practice/${what}`, body);
