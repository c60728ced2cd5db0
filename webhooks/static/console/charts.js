// Asks again for a picture that could not be drawn at once; without scripts its table says the same.
const tries = new Map();
const again = (picture) => {
  const whole = picture.closest("picture") ?? picture;
  const address = picture.currentSrc || picture.src;
  const count = (tries.get(address) ?? 0) + 1;
  tries.set(address, count);
  if (count < 6) setTimeout(() => whole.replaceWith(whole.cloneNode(true)), 1500 * count);
};
document.addEventListener("error", (event) => {
  if (event.target instanceof HTMLImageElement) again(event.target);
}, true);
const late = (it) => it.complete && it.naturalWidth === 0 && it.currentSrc !== "";
[...document.images].filter(late).forEach(again);
