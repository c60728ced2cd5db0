// The one sentence at the top: what a newcomer might do next.

const named = (phone) => (phone.kind === "student" ? "the student's phone" : `${phone.name}'s phone`);
const sentence = (text) => text[0].toUpperCase() + text.slice(1);
const busy = (phone) => phone.status === "in_call" || phone.status === "dialling";

/**
 * Return `{text, phone, key}`: the hint, the id of the phone it is about and the key, if any.
 * `heard(id)` is what that phone has heard in its present call; `calls` counts calls already over.
 */
export function nextStep(phones, heard, calls) {
  const students = phones.filter((phone) => phone.kind === "student");
  const others = phones.filter((phone) => phone.kind !== "student");
  return (
    ringing(others) ||
    asked(others.filter((phone) => phone.status === "in_call" && !phone.with.length), heard) ||
    talking(students) ||
    ringing(students) ||
    waiting(students.find(busy), heard) ||
    start(students.find((phone) => phone.status === "idle"), calls)
  );
}

function ringing(phones) {
  const phone = phones.find(({ status }) => status === "ringing");
  if (!phone) return null;
  const choice = phone.kind === "student" ? "answer it." : "answer it, or let it ring.";
  return { text: sentence(`${named(phone)} is ringing: ${choice}`), phone: phone.id };
}

function asked([phone], heard) {
  if (!phone) return null;
  const key = /press (1|one)\b/i.test(heard(phone.id)) ? "1" : "";
  const text = key
    ? `Press 1 on ${named(phone)} to take the call, or 2 to pass it on.`
    : `Read what ${named(phone)} hears, or hang it up.`;
  return { text, phone: phone.id, key };
}

function talking(students) {
  const phone = students.find((student) => student.with.length);
  if (!phone) return null;
  const others = phone.with.join(" and ");
  return { text: `The student and ${others} are talking. Hang up either phone to see what follows.`, phone: phone.id };
}

function waiting(phone, heard) {
  if (!phone) return null;
  const text = /press (1|one)\b[^.]*\.?\s*$/i.test(heard(phone.id))
    ? "The student is asked something: listen, and press a key on the student's phone."
    : "The student is on the line and somebody is being found. Watch which phone rings.";
  return { text, phone: phone.id };
}

function start(phone, calls) {
  if (!phone) return { text: "No student's phone is free just now.", phone: null };
  const text = calls
    ? "That call is over. Press Call on the student's phone for another, and let the first phone ring."
    : "Press Call on the student's phone.";
  return { text, phone: phone.id };
}
