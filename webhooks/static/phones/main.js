// Puts the page together: follows the carrier's feed, draws the phones, keeps the clocks moving.
import * as api from "./api.js";
import { nextStep } from "./guide.js";
import * as happening from "./happening.js";
import * as keys from "./keys.js";
import { Phone } from "./phone.js";
import { el, now, shown } from "./words.js";

const at = (id) => document.getElementById(id);
const phones = new Map();
const chips = new Map();
let chosen = sessionStorage.getItem("chosen");
let callsOver = 0;
let seen = 0;
let away = "";

// ---- the phones -------------------------------------------------------------------------------

function drawPhones(told) {
  now.learn(told.now);
  for (const info of told.phones) {
    if (phones.has(info.id)) phones.get(info.id).update(info);
    else add(info);
  }
  if (!phones.has(chosen)) choose(told.phones.find(({ kind }) => kind === "student")?.id);
  else choose(chosen);
}

function add(info) {
  const phone = new Phone(info, at("phone"));
  phones.set(info.id, phone);
  phone.card.addEventListener("focusin", () => choose(info.id));
  phone.card.addEventListener("pointerdown", () => choose(info.id));
  at("phones").append(phone.card);
  const chip = el("button", { type: "button", onclick: () => show(info.id) }, el("span", { className: "dot" }), info.name);
  chips.set(info.id, chip);
  at("switcher").append(chip);
}

function choose(id) {
  if (id && id !== chosen) window.speechSynthesis?.cancel();
  chosen = id ?? phones.keys().next().value;
  sessionStorage.setItem("chosen", chosen);
  for (const phone of phones.values()) {
    const mine = phone.id === chosen;
    phone.card.classList.toggle("chosen", mine);
    phone.part("heard").ariaLive = mine ? "polite" : "off";
    chips.get(phone.id).setAttribute("aria-current", String(mine));
  }
}

function show(id) {
  choose(id);
  phones.get(id).card.focus({ preventScroll: true });
  phones.get(id).card.scrollIntoView({ block: "nearest" });
}

function move(step) {
  const ids = [...phones.keys()];
  if (ids.length) show(ids[(ids.indexOf(chosen) + step + ids.length) % ids.length]);
}

// ---- the sentence at the top ------------------------------------------------------------------

function guide() {
  const infos = [...phones.values()].map(({ info }) => info);
  const step = away
    ? { text: away, phone: null }
    : nextStep(infos, (id) => phones.get(id).heardNow, callsOver);
  if (at("hint").textContent !== step.text) at("hint").textContent = step.text;
  at("show").hidden = !step.phone || step.phone === chosen;
  at("show").onclick = () => show(step.phone);
  document.body.classList.toggle("away", Boolean(away));
  for (const phone of phones.values()) {
    phone.card.classList.toggle("next", phone.id === step.phone);
    phone.card.dataset.hint = phone.id === step.phone ? (step.key ?? "") : "";
    chips.get(phone.id).dataset.status = phone.info.status;
    const status = phone.info.status === "idle" ? "" : `, ${phone.part("status").textContent}`;
    chips.get(phone.id).ariaLabel = phone.part("name").textContent + status;
  }
}

// ---- following the carrier --------------------------------------------------------------------

/** Start again from nothing: another carrier answers than the one we were following. */
function forget() {
  phones.clear();
  chips.clear();
  at("phones").replaceChildren();
  at("switcher").replaceChildren();
  seen = 0;
  callsOver = 0;
}

function take(events, fresh) {
  for (const event of events) {
    const phone = phones.get(event.phone);
    if (!phone) continue;
    phone.hear(event, fresh);
    if (event.kind === "ended" && phone.info.kind === "student") callsOver += 1;
    if (fresh && event.kind === "said" && event.phone === chosen) speak(event.text);
  }
}

async function catchUp() {
  const [told, lines] = await Promise.all([api.state(), api.lines().catch(() => [])]);
  if (told.seq < seen) forget();
  drawPhones(told);
  offer(lines);
  const past = await api.feed(seen, 0);
  take(past.events, seen > 0);
  seen = past.seq;
}

async function follow() {
  for (let pause = 300; ; pause = Math.min(pause * 2, 4000)) {
    try {
      await catchUp();
      away = "";
      guide();
      pause = 300;
      for (;;) await listenOnce();
    } catch (trouble) {
      away = trouble.message;
      guide();
      await new Promise((wake) => setTimeout(wake, pause));
    }
  }
}

async function listenOnce() {
  const news = await api.feed(seen, 20);
  if (news.seq < seen) return catchUp();
  take(news.events, true);
  seen = news.seq;
  if (news.events.length) {
    drawPhones(await api.state());
    look();
  }
  return guide();
}

function offer(lines) {
  at("lines").replaceChildren(...lines.map(({ number, name }) => new Option(name, shown(number))));
  if (lines.length) for (const phone of phones.values()) phone.prefill(lines[0].number);
}

// ---- what is happening ------------------------------------------------------------------------

let looking = false;

async function look() {
  if (looking || document.hidden) return;
  looking = true;
  try {
    happening.draw(at("contacts"), await api.contacts());
  } catch (trouble) {
    happening.excuse(at("contacts"), trouble.message);
  }
  looking = false;
}

// ---- aloud ------------------------------------------------------------------------------------

const speakButton = at("speak");
speakButton.hidden = !("speechSynthesis" in window);
speakButton.ariaPressed = String(localStorage.getItem("aloud") === "yes");
speakButton.onclick = () => {
  const aloud = speakButton.ariaPressed !== "true";
  speakButton.ariaPressed = String(aloud);
  localStorage.setItem("aloud", aloud ? "yes" : "no");
  if (!aloud) speechSynthesis.cancel();
};

function speak(text) {
  if (speakButton.ariaPressed === "true") speechSynthesis.speak(new SpeechSynthesisUtterance(text));
}

keys.listen({ chosen: () => phones.get(chosen), move, help: at("help") });
setInterval(() => {
  for (const phone of phones.values()) phone.tick();
  happening.tick(at("contacts"));
}, 500);
setInterval(look, 2000);
look();
follow();
