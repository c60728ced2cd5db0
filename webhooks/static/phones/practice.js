// A practice beside the phones: begins it, moves it on each second, draws what is told and ticked.
import { Trouble, leave, practise } from "./api.js";
import { el } from "./words.js";

const at = (id) => document.getElementById(id);
const slug = at("coach").dataset.slug;
const SIGNS = { true: ["✓", "done"], false: ["✗", "missed"], null: ["○", "not yet"] };
const EVERY = 1000;

let run = null;
let mine = null;

function mark({ what, why, kept }, withWhy) {
  const [sign, word] = SIGNS[kept];
  return el(
    "li",
    { data: { kept: kept === null ? "open" : String(kept) } },
    el("span", { className: "mark", ariaHidden: "true" }, sign),
    el(
      "span",
      {},
      `${what} `,
      el("span", { className: "sr" }, `(${word})`),
      withWhy ? el("span", { className: "why" }, why) : null,
    ),
  );
}

function draw({ cue, marks, you, over }) {
  mine = you;
  if (at("cue").textContent !== cue) at("cue").textContent = cue;
  at("mine").hidden = over || !you;
  for (const card of document.querySelectorAll(".phone")) {
    card.classList.toggle("yours", card.id === `phone-${you}`);
  }
  const drawn = JSON.stringify(marks);
  if (at("marks").dataset.drawn === drawn) return;
  at("marks").dataset.drawn = drawn;
  at("marks").replaceChildren(...marks.map((it) => mark(it, false)));
}

function conclude({ marks }) {
  const kept = marks.filter((it) => it.kept).length;
  run = null;
  at("result-title").textContent =
    kept === marks.length ? `All ${kept} done. That is how it is meant.` : `${kept} of ${marks.length} done`;
  at("result-marks").replaceChildren(...marks.map((it) => mark(it, true)));
  show({ result: true });
  clear();
  at("result-title").focus();
  at("result-title").scrollIntoView({ block: "start" });
}

/** Show what belongs to a practice that is going, is over, or has not begun. */
function show({ going = false, result = false }) {
  at("begin").hidden = going || result;
  at("briefing").hidden = going || result;
  at("cue").hidden = !going;
  at("end").hidden = !going;
  at("clear").hidden = true;
  at("coach").hidden = result;
  at("result").hidden = !result;
}

function complain(trouble) {
  if (!(trouble instanceof Trouble)) throw trouble;
  at("coach-trouble").textContent = trouble.message;
  at("coach-trouble").hidden = false;
}

async function begin() {
  at("coach-trouble").hidden = true;
  try {
    ({ run } = await practise(`${slug}/begin`, {}));
  } catch (trouble) {
    complain(trouble);
    at("clear").hidden = false;
    return;
  }
  show({ going: true });
  at("end").focus();
  follow(run.seq);
}

/** Move on until it is over; `began` tells this practice from a later one. */
async function follow(began) {
  while (run && run.seq === began) {
    await go({ run }, began);
    await new Promise((wake) => setTimeout(wake, EVERY));
  }
}

async function go(body, began) {
  try {
    const told = await practise(`${slug}/go`, body);
    if (!run || run.seq !== began) return;
    at("coach-trouble").hidden = true;
    run = told.run;
    draw(told);
    if (told.over) conclude(told);
  } catch (trouble) {
    complain(trouble);
  }
}

async function end() {
  if (!run) return;
  await go({ run, end: true }, run.seq);
}

async function clear() {
  try {
    await practise("clear", {});
    at("coach-trouble").hidden = true;
    at("clear").hidden = true;
  } catch (trouble) {
    complain(trouble);
  }
}

async function again() {
  show({});
  at("begin").focus();
  at("begin").scrollIntoView({ block: "center" });
  await clear();
  begin();
}

// Whoever leaves in the middle leaves no phone on voicemail and no call behind.
addEventListener("pagehide", () => {
  if (!run) return;
  run = null;
  leave();
  show({});
});

at("begin").onclick = begin;
at("again").onclick = again;
at("end").onclick = end;
at("clear").onclick = clear;
at("mine").onclick = () => document.querySelector(`#phone-${mine}`)?.focus();
at("begin").disabled = false; // without script there is nothing to start
