"use strict";
// A rung that is dropped on another sends the form as the keys "Up" and "Down" do; nothing is saved.
(() => {
  const form = document.querySelector(".ladderform");
  const rungs = [...document.querySelectorAll(".rungs > li")];
  const button = form?.querySelector("button[name=does][value=show]");
  if (!button || rungs.length < 2) return;
  let dragged = -1;
  rungs.forEach((rung, place) => {
    const grip = rung.querySelector(".grip");
    grip.hidden = false;
    grip.draggable = true;
    grip.addEventListener("dragstart", (event) => {
      dragged = place;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setDragImage(rung, 20, 20);
      rung.classList.add("dragged");
    });
    grip.addEventListener("dragend", () => {
      dragged = -1;
      rungs.forEach((it) => it.classList.remove("dragged", "over"));
    });
    rung.addEventListener("dragover", (event) => {
      if (dragged < 0) return;
      event.preventDefault();
      rungs.forEach((it) => it.classList.toggle("over", it === rung && place !== dragged));
    });
    rung.addEventListener("drop", (event) => {
      if (dragged < 0) return;
      event.preventDefault();
      if (place === dragged) return;
      button.value = `place ${dragged} ${place}`;
      form.requestSubmit(button);
    });
  });
})();
