"use strict";
// Dragging in the week: what is dropped opens the same form as a click would, filled in. Nothing is
// changed by it; whoever has no mouse, or no script, fills the form in by hand.
(() => {
  const places = [...document.querySelectorAll("td[data-day]")];
  let dragged = null;
  if (!places.length) return;
  for (const it of document.querySelectorAll(".draghint")) it.hidden = false;
  for (const it of document.querySelectorAll("[data-drag]")) it.draggable = true;

  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-drag]") ?? null;
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    dragged.closest(".turn").classList.add("dragged");
    document.body.classList.add("dragging");
  });
  document.addEventListener("dragend", () => {
    document.querySelectorAll(".dragged, .over").forEach((it) => it.classList.remove("dragged", "over"));
    document.body.classList.remove("dragging");
    dragged = null;
  });

  const goal = (event) => {
    if (!dragged) return null;
    const cell = event.target.closest("td[data-day]");
    if (!cell) return null;
    // By line, a row is a line: a turn stays on its own.
    if (!cell.dataset.person && cell.parentElement !== dragged.closest("tr")) return null;
    const block = dragged.dataset.drag === "turn" ? event.target.closest(".turn[data-begin]") : null;
    return { cell, block: block === dragged.closest(".turn") ? null : block };
  };
  for (const cell of places) {
    cell.addEventListener("dragover", (event) => {
      const found = goal(event);
      if (!found) return;
      event.preventDefault();
      document.querySelectorAll(".over").forEach((it) => it.classList.remove("over"));
      (found.block ?? found.cell).classList.add("over");
    });
    cell.addEventListener("drop", (event) => {
      const found = goal(event);
      if (!found) return;
      event.preventDefault();
      const from = dragged.closest("td[data-day]").dataset;
      const to = found.cell.dataset;
      const address = new URL(dragged.href);
      const put = (name, value) => address.searchParams.set(name, value);
      if (dragged.dataset.drag === "shift") {
        if (from.day === to.day) return;
        put("from", from.day);
        put("to", to.day);
      } else {
        if (from.day === to.day && from.person === to.person && !found.block) return;
        if (to.person && to.person !== from.person) put("to", to.person);
        if (found.block) {
          put("begin", found.block.dataset.begin);
          put("end", found.block.dataset.end);
        } else if (from.day !== to.day) {
          put("from", from.day);
          put("day", to.day);
        }
      }
      location.assign(address);
    });
  }
})();
