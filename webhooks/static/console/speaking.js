// Speaks a sentence with the browser's own voice; a page without it still shows every word.
if ("speechSynthesis" in window) {
  document.getElementById("voiceless").hidden = true;
  for (const button of document.querySelectorAll(".speak")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      speechSynthesis.cancel();
      const words = button.parentElement.querySelector(".words").textContent;
      const spoken = new SpeechSynthesisUtterance(words);
      spoken.lang = "en-US";
      speechSynthesis.speak(spoken);
    });
  }
}
