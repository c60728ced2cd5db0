// One phone: what it shows, what it hears, and the orders a person gives it.
import * as api from "./api.js";
import * as texts from "./texts.js";
import { clock, dialled, el, now, shown } from "./words.js";

const KINDS = {
  student: "Student",
  mentor: "Mentor",
  backup: "Backup",
  desk: "Counseling desk",
};
const STATUSES = { idle: "Idle", dialling: "Dialling", ringing: "Ringing", in_call: "In call", off: "Off" };
const BEHAVIOURS = {
  rings: "it rings",
  voicemail: "voicemail answers",
  busy: "it is busy",
  off: "it is off",
};
const LETTERS = ["", "ABC", "DEF", "GHI", "JKL", "MNO", "PQRS", "TUV", "WXYZ"];
const KEPT = 150;

export class Phone {
  constructor(info, template) {
    this.card = template.content.firstElementChild.cloneNode(true);
    this.part = (name) => this.card.querySelector(`.${name}`);
    this.id = info.id;
    this.heardNow = "";
    this.unread = 0;
    this.card.id = `phone-${info.id}`;
    this.card.dataset.kind = info.kind;
    this.card.setAttribute("aria-label", `${info.name}'s phone`);
    this.part("name").textContent = info.name;
    this.part("kind").textContent = KINDS[info.kind] ?? info.kind;
    this.part("face").textContent = info.name[0];
    this.part("number").textContent = shown(info.number);
    this.part("heard").setAttribute("aria-label", `What ${info.name}'s phone hears`);
    this.part("keypad").append(...this.keys());
    this.listen();
    this.update(info);
  }

  keys() {
    return [..."123456789*0#"].map((key, place) => {
      const letters = LETTERS[place] ?? (key === "0" ? "+" : "");
      const button = el("button", { type: "button", data: { key } }, key, el("small", {}, letters));
      button.setAttribute("aria-label", { "*": "star", "#": "hash" }[key] ?? key);
      button.onclick = () => this.press(key);
      return button;
    });
  }

  listen() {
    this.part("yes").onclick = () => this.yes();
    this.part("no").onclick = () => this.no();
    this.part("dial").onsubmit = (event) => (event.preventDefault(), this.yes());
    this.part("composer").onsubmit = (event) => (event.preventDefault(), this.text());
    this.part("behaviour").onchange = (event) =>
      this.order("behaviour", { behaviour: event.target.value });
    for (const view of this.card.querySelectorAll(".view")) {
      view.onclick = () => this.look(view.dataset.view);
    }
  }

  /** Take on what the carrier says of this phone. */
  update(info) {
    this.info = { ...info, with: info.with ?? [] };
    const { status, call } = this.info;
    this.card.dataset.status = status;
    const free = status === "idle" || status === "off";
    this.part("dial").hidden = !free;
    this.part("callinfo").hidden = free;
    this.part("callinfo").textContent = this.describe(call);
    this.part("yes").ariaDisabled = String(status === "off");
    this.button("yes", { idle: "Call", off: "Call", ringing: "Answer" }[status]);
    this.button("no", { ringing: "Decline", in_call: "Hang up", dialling: "Hang up" }[status]);
    for (const key of this.part("keypad").children) key.ariaDisabled = String(status !== "in_call");
    this.offer(info.behaviour);
    this.tick();
  }

  describe(call) {
    const { status } = this.info;
    if (this.info.with.length) return `Talking with ${this.info.with.join(" and ")}`;
    if (status === "ringing") return `Call from ${shown(call?.other)}`;
    if (status === "dialling") return `Calling ${shown(call?.other)}`;
    return "On the line";
  }

  button(which, label) {
    const button = this.part(which);
    if (!label && button === document.activeElement) this.card.focus({ preventScroll: true });
    button.hidden = !label;
    button.textContent = label ?? "";
  }

  offer(behaviour) {
    const select = this.part("behaviour");
    const known = behaviour in BEHAVIOURS ? BEHAVIOURS : { ...BEHAVIOURS, [behaviour]: behaviour };
    if (select.options.length !== Object.keys(known).length) {
      select.replaceChildren(...Object.entries(known).map(([value, text]) => new Option(text, value)));
    }
    select.value = behaviour;
  }

  tick() {
    const { status, call } = this.info;
    const timed = call?.since && (status === "ringing" || status === "in_call");
    this.part("status").textContent =
      (STATUSES[status] ?? status) + (timed ? ` ${clock(now.since(call.since))}` : "");
  }

  /** Write down one happening; `fresh` unless it is being told again after a reload. */
  hear(event, fresh) {
    const said = event.kind === "said";
    if (FORGETS.has(event.kind)) this.heardNow = "";
    if (said) this.heardNow += `${event.text} `;
    if (TEXTS.test(event.kind)) this.texted(event, fresh);
    const line = said ? event.text : note(event);
    if (!line) return;
    const heard = this.part("heard");
    const following = heard.scrollHeight - heard.scrollTop - heard.clientHeight < 40;
    heard.append(el("p", { className: said ? "said" : "note" }, line));
    while (heard.childElementCount > KEPT) heard.firstElementChild.remove();
    if (following) heard.scrollTop = heard.scrollHeight;
  }

  texted(event, fresh) {
    if (this.looking === "texts") this.readTexts();
    else if (fresh && event.kind === "text") this.unread += 1;
    const badge = this.part("unread");
    badge.hidden = !this.unread;
    badge.textContent = `${this.unread} new`;
  }

  look(view) {
    this.looking = view;
    this.part("call-view").hidden = view !== "call";
    this.part("texts-view").hidden = view !== "texts";
    for (const button of this.card.querySelectorAll(".view")) {
      button.ariaPressed = String(button.dataset.view === view);
    }
    if (view === "texts") this.readTexts();
  }

  async readTexts() {
    this.unread = 0;
    this.part("unread").hidden = true;
    try {
      texts.draw(this.part("threads"), await api.messages(this.id));
    } catch (trouble) {
      this.part("threads").replaceChildren(el("p", { className: "quiet" }, trouble.message));
    }
  }

  async text() {
    const body = this.part("text-body").value.trim();
    if (!body) return;
    if (await this.order("text", { to: dialled(this.part("text-to").value), body })) {
      this.part("text-body").value = "";
      this.readTexts();
    }
  }

  /** The green button: call when idle, answer when ringing. */
  yes() {
    if (this.info.status === "ringing") return this.order("answer");
    if (this.info.status !== "idle") return null;
    const to = dialled(this.part("dial-to").value);
    return this.order("dial", { to, withheld: this.part("withheld").checked });
  }

  /** The red button: decline when ringing, hang up in a call. */
  no() {
    if (this.info.status === "ringing") return this.order("decline");
    return ["in_call", "dialling"].includes(this.info.status) ? this.order("hangup") : null;
  }

  press(key) {
    if (this.info.status !== "in_call") return;
    const button = this.card.querySelector(`[data-key="${key}"]`);
    button.classList.add("pressed");
    setTimeout(() => button.classList.remove("pressed"), 160);
    this.order("press", { digits: key });
  }

  /** Fill in the line's number where nobody has typed one. */
  prefill(number) {
    for (const name of ["dial-to", "text-to"]) this.part(name).value ||= shown(number);
  }

  async order(verb, body) {
    const trouble = this.part("trouble");
    trouble.hidden = true;
    try {
      const told = await api.order(this.id, verb, body);
      if (told.status) this.update({ ...this.info, ...told });
      return true;
    } catch (problem) {
      trouble.textContent = problem.message;
      trouble.hidden = false;
      return false;
    }
  }
}

// After these, what was said before is no longer a question that waits for an answer.
const FORGETS = new Set(["rang", "dialled", "key"]);
const TEXTS = /^text/;
const ENDS = {
  completed: "call ended",
  busy: "declined, or busy",
  "no-answer": "nobody answered",
  canceled: "it stopped ringing",
  failed: "could not be reached",
};
const NOTES = {
  dialled: (number) => `called ${shown(number)}`,
  rang: (number) => `call from ${shown(number)}`,
  connected: () => "connected",
  answered: () => "answered",
  key: (key) => `pressed ${key}`,
  tone: (key) => `heard the tone of ${key}`,
  missed: (why) => why,
  box: (words) => `voicemail heard: ${words}`,
  ended: (how) => ENDS[how] ?? how,
};

/** A small line between what is said: what happened to the phone, if a person would notice. */
const note = (event) => NOTES[event.kind]?.(event.text) ?? "";
