// The keyboard: digits go to the chosen phone, Enter and Escape are its two buttons.

const TYPING = "input, textarea, select";
const PRESSABLE = "button, summary, a";

/** `chosen()` gives the phone that keys go to; `move(step)` chooses another. */
export function listen({ chosen, move, help }) {
  document.addEventListener("keydown", (event) => {
    const elsewhere = event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
    if (elsewhere || event.target.matches(TYPING)) return;
    const onPhones = event.target === document.body || event.target.closest(".phone, .switcher");
    if (event.key === "Escape" && help.open) help.open = false;
    else if (!onPhones || !act(event, chosen(), move)) return;
    event.preventDefault();
  });
}

function act(event, phone, move) {
  if (event.key === "ArrowLeft") move(-1);
  else if (event.key === "ArrowRight") move(1);
  else if (!phone) return false;
  else if (/^[0-9*#]$/.test(event.key)) phone.press(event.key);
  else if (event.key === "Escape") phone.no();
  else if (event.key === "Enter" && !event.target.matches(PRESSABLE)) phone.yes();
  else return false;
  return true;
}
