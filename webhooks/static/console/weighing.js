"use strict";
// While somebody types, says what "Show it whole" would: the server alone knows the rules.
(() => {
  const form = document.querySelector(".ownwording");
  const fields = [...form.querySelectorAll("textarea")];
  let timer = 0;
  let asked = 0;

  async function weigh() {
    const mine = ++asked;
    const sent = new FormData(form);
    sent.set("does", "weigh");
    let answer;
    try {
      answer = await fetch(location.pathname, { method: "POST", body: sent });
    } catch {
      return; // the next letter asks again, and so does the button
    }
    if (!answer.ok || answer.redirected || mine !== asked) return;
    const told = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== asked) return;
    for (const field of fields) {
      for (const part of ["words", "size", "wrong"]) {
        const from = told.getElementById(`${field.id}-${part}`);
        const to = document.getElementById(`${field.id}-${part}`);
        if (from && to.textContent !== from.textContent) to.textContent = from.textContent;
      }
      const wrong = document.getElementById(`${field.id}-wrong`).textContent !== "";
      field.classList.toggle("is-invalid", wrong);
      if (wrong) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(weigh, 300);
  });
})();
