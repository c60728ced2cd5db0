// Sends what is written, once and in order, however bad the connection is, and adds what is new.
// Each message has a name from the moment it is written; it is kept here until the server has it,
// and the server does what comes twice under one name once.
const EVERY = 2000; // milliseconds between two looks
const PATIENCE = 8000; // for one request
const FORGET = 12 * 3600 * 1000; // what nobody came back for
const SLOWEST = 10000; // between two tries of a message
const { key, phase, news } = document.body.dataset;
const said = document.getElementById("said");
const status = document.getElementById("status");
const form = document.getElementById("say");
const OUTBOX = `warmline-outbox-${key}`;
const DRAFT = `warmline-draft-${key}`;

function anew() {
  // without a connection a reload would lose the page: the next look finds the same again
  if (navigator.onLine) location.reload();
  else connected(false);
}

const name = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (it) => it.toString(16).padStart(2, "0")).join("");
const kept = () => JSON.parse(localStorage.getItem(OUTBOX) ?? "[]");
const draft = (text) =>
  text ? localStorage.setItem(DRAFT, JSON.stringify([{ words: text, at: Date.now() }])) : localStorage.removeItem(DRAFT);
const drafted = () => JSON.parse(localStorage.getItem(DRAFT) ?? "[]").map((it) => it.words).join("\n");
function keep(messages) {
  if (messages.length) localStorage.setItem(OUTBOX, JSON.stringify(messages));
  else localStorage.removeItem(OUTBOX);
  if (form) form.dataset.waiting = messages.length;
}

const ask = (address, body) =>
  fetch(address, {
    method: body ? "POST" : "GET",
    body,
    headers: { "X-Requested-With": "fetch" },
    signal: AbortSignal.timeout(PATIENCE),
  });

const of = (message) => said.querySelector(`[data-message="${message}"]`);

function show(message, words, fate, label) {
  let row = of(message);
  if (!row) {
    row = document.createElement("li");
    row.className = "mine";
    row.dataset.message = message;
    const who = Object.assign(document.createElement("span"), { className: "who", textContent: "You" });
    const text = Object.assign(document.createElement("p"), { textContent: words });
    const meta = Object.assign(document.createElement("span"), { className: "meta" });
    meta.append(document.createElement("span"));
    row.append(who, text, meta);
    said.append(row);
    toEnd();
  }
  const mark = row.querySelector(".meta > span:last-child");
  mark.className = `fate ${fate}`;
  if (mark.textContent !== label) mark.textContent = label;
}

const isAtEnd = () => innerHeight + scrollY > document.documentElement.scrollHeight - 160;
const toEnd = () => scrollTo(0, document.documentElement.scrollHeight);

let lost = false;
function connected(yes) {
  if (yes === !lost) return;
  lost = !yes;
  status.textContent = lost ? "No connection. What you write is kept and sent when it is back." : "";
}

// --- what is new -------------------------------------------------------------------------------

let last = Math.max(0, ...[...said.querySelectorAll("[data-number]")].map((it) => Number(it.dataset.number)));

async function look() {
  if (document.hidden) return;
  try {
    const answer = await ask(`${news}?after=${last}`);
    if (answer.status === 410) return anew();
    if (!answer.ok) return connected(false);
    add(await answer.json());
    connected(true);
  } catch {
    connected(false);
  }
}

function add(now) {
  if (now.phase !== phase) return anew();
  const stay = isAtEnd();
  const box = document.createElement("ol");
  box.innerHTML = now.html; // made by our server, every word in it escaped
  for (const row of [...box.children]) {
    if (Number(row.dataset.number) <= last) continue;
    const waiting = row.dataset.message && of(row.dataset.message);
    if (waiting) waiting.replaceWith(row);
    else said.insertBefore(row, said.querySelector("li:not([data-number])"));
  }
  last = Math.max(last, now.last);
  const unsent = new Set(kept().map((it) => it.message));
  for (const [message, [fate, label]] of Object.entries(now.fates))
    if (of(message) && !unsent.has(message)) show(message, "", fate, label);
  for (const it of document.querySelectorAll("[name=read]")) it.value = now.read;
  document.getElementById("urgent").hidden = !now.urgent;
  if (stay && box.children.length !== said.children.length) toEnd();
}

// --- what is written ---------------------------------------------------------------------------

let sending = false;
let wait = 1000;
let again;

async function flush() {
  clearTimeout(again);
  if (sending || !form || form.dataset.asks) return;
  sending = true;
  try {
    for (let first = kept()[0]; first; first = kept()[0]) {
      show(first.message, first.words, "sending", "Sending");
      const body = new FormData();
      body.set("proof", form.elements.proof.value);
      body.set("message", first.message);
      body.set("words", first.words);
      if (first.asIs) body.set("as_is", "1");
      const answer = await ask(form.action, body);
      if (answer.status === 410) return anew();
      if (!answer.ok && answer.status !== 409) throw new Error("not now");
      settle(first, await answer.json());
      connected(true);
      wait = 1000;
      if (form.dataset.asks) return;
    }
  } catch {
    connected(false);
    again = setTimeout(flush, wait);
    wait = Math.min(SLOWEST, wait * 2);
  } finally {
    sending = false;
  }
}

function settle(message, { result, text }) {
  if (result === "asks") {
    form.dataset.asks = message.message;
    const box = document.getElementById("ask");
    box.hidden = false;
    box.querySelector("p").textContent = `“${message.words}”: ${text}`;
    document.getElementById("as-is").focus();
    return;
  }
  keep(kept().filter((it) => it.message !== message.message));
  if (result === "refused") {
    show(message.message, message.words, "refused", "Not sent");
    status.textContent = text;
    if (!form.elements.words.value) form.elements.words.value = message.words;
  }
  look();
}

function answered(asIs) {
  const asked = form.dataset.asks;
  delete form.dataset.asks;
  document.getElementById("ask").hidden = true;
  const messages = kept();
  const message = messages.find((it) => it.message === asked);
  if (message && asIs) {
    message.asIs = true;
    keep(messages);
  } else if (message) {
    keep(messages.filter((it) => it.message !== asked));
    of(asked)?.remove();
    const box = form.elements.words;
    box.value = [message.words, box.value].filter(Boolean).join("\n");
    box.focus();
  }
  flush();
}

if (form) {
  const box = form.elements.words;
  if (!box.value) box.value = drafted();
  box.addEventListener("input", () => draft(box.value));
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = box.value.trim();
    if (!words) return;
    const message = { message: name(), words, at: Date.now() };
    keep([...kept(), message]);
    show(message.message, words, "sending", "Sending");
    box.value = "";
    draft("");
    box.focus();
    flush();
  });
  document.getElementById("as-is").addEventListener("click", () => answered(true));
  document.getElementById("not-so").addEventListener("click", () => answered(false));
  for (const it of kept()) show(it.message, it.words, "sending", "Sending");
  keep(kept());
  addEventListener("online", flush);
  flush();
}

// Somebody else was asked meanwhile: what was written before that is theirs to look at again.
if (!form) {
  const waiting = kept().filter((it) => !of(it.message));
  draft([drafted(), ...waiting.map((it) => it.words)].filter(Boolean).join("\n"));
  keep([]);
}

// What was left behind by conversations that are over is not kept for longer than half a day.
for (const other of Object.keys(localStorage).filter((it) => it.startsWith("warmline-")))
  if (JSON.parse(localStorage.getItem(other)).every((it) => Date.now() - it.at > FORGET)) localStorage.removeItem(other);

// --- buttons: the same name until the server has answered ------------------------------------------

for (const it of document.querySelectorAll("form.press"))
  it.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = event.submitter;
    const body = new FormData(it);
    body.set("button", button.value);
    button.disabled = true;
    try {
      const answer = await ask(it.action, body);
      if (!answer.ok && answer.status !== 410) throw new Error("not now");
      anew();
    } catch {
      status.textContent = "No connection: that was not done yet. Press again.";
      button.disabled = false;
    }
  });

addEventListener("online", look);
document.addEventListener("visibilitychange", () => document.hidden || look());
setInterval(look, EVERY);
toEnd();
