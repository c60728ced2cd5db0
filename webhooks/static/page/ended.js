// The conversation is over on this side: nothing that was typed for it stays in this browser.
const key = document.body.dataset.key;
for (const what of ["outbox", "draft"]) localStorage.removeItem(`warmline-${what}-${key}`);
