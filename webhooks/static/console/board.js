// Puts the board as it is now in the place of what it was, every two seconds.
const EVERY = 2000;
const board = document.getElementById("board");
const stale = document.getElementById("stale");
let seen = Date.now();

async function look() {
  try {
    const answer = await fetch(board.dataset.from, {
      headers: { "X-Requested-With": "fetch" },
      signal: AbortSignal.timeout(5000),
    });
    if (answer.status === 401) {
      location.reload();
      return;
    }
    if (answer.ok) {
      const html = await answer.text();
      if (html !== board.dataset.shown) {
        board.innerHTML = html;
        board.dataset.shown = html;
      }
      seen = Date.now();
    }
  } catch {
    // The next look tells; meanwhile the page says for how long nothing was seen.
  }
  const seconds = Math.round((Date.now() - seen) / 1000);
  stale.hidden = seconds < 6;
  document.getElementById("stale-seconds").textContent = String(seconds);
}

setInterval(look, EVERY);
