// Looks every three seconds how far a request for two has come, without loading the page anew.
const EVERY = 3000;
const shown = document.getElementById("request");

async function look() {
  try {
    const answer = await fetch(location.href, {
      headers: { "X-Requested-With": "fetch" },
      signal: AbortSignal.timeout(10000),
    });
    if (answer.status === 401) {
      location.reload();
      return;
    }
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.getElementById("request");
      if (now && !now.dataset.open) {
        shown.innerHTML = now.innerHTML;
        return;
      }
    }
  } catch {
    // The next look tells.
  }
  setTimeout(look, EVERY);
}

setTimeout(look, EVERY);
