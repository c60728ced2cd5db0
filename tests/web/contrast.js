// Return a line for each visible text whose contrast with what is behind it is below 4.5 to 1.
() => {
  const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
  };
  const over = (base, layer) => base.map((v, i) => v + (layer[i] - v) * (layer[3] / 255));
  const ground = (node) => {
    const below = node.parentElement ? ground(node.parentElement) : [255, 255, 255];
    return over(below, rgba(getComputedStyle(node).backgroundColor));
  };
  const light = (color) => {
    const [r, g, b] = color.map((v) =>
      v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const faint = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode.parentElement;
    const text = walk.currentNode.data.trim();
    if (!text || !node.checkVisibility() || node.closest(".sr, [aria-disabled=true]")) continue;
    const behind = ground(node);
    const ink = over(behind, rgba(getComputedStyle(node).color));
    const [dark, bright] = [light(ink), light(behind)].sort((a, b) => a - b);
    const ratio = (bright + 0.05) / (dark + 0.05);
    if (ratio < 4.5) faint.push(`${ratio.toFixed(2)} ${node.className || node.tagName}: ${text}`);
  }
  return faint;
};
