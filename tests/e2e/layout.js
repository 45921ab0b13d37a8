// What a reader could not read on this page: texts that are cut, broken inside of a word, too
// small, that leave the place they belong to, that cover each other or that a line crosses. Each
// finding is a sentence.
() => {
  const NEAR = 2; // pixels that are no finding
  const SMALLEST = matchMedia("print").matches ? 7 : 9; // pixels of a letter, which paper shows sharper
  const STEP = 2; // pixels between the points of a line that are looked at
  const PLACES = "td, th, button, label, .answer, .tiles li, .todo li, .card, main, header, footer";
  const findings = [];
  const short = (text) => `«${text.trim().replace(/\s+/g, " ").slice(0, 60)}»`;
  const isUnseen = (element) => element.closest("script, style, noscript, .unseen, .skip, caption, option, [hidden]") !== null
    || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true });

  // The part of a box that scrolls into view, if it is inside of something that scrolls.
  function within(box, element) {
    const scroller = element.closest(".scroll, nav");
    if (!scroller || getComputedStyle(scroller).overflowX === "visible") return box;
    const own = scroller.getBoundingClientRect();
    const part = {
      left: Math.max(box.left, own.left), right: Math.min(box.right, own.right),
      top: Math.max(box.top, own.top), bottom: Math.min(box.bottom, own.bottom),
    };
    return part.right > part.left && part.bottom > part.top ? part : null;
  }

  // The box that a text belongs into; what is laid out as if it were not there has none.
  function placeOf(element) {
    const place = element.closest(PLACES);
    return place && getComputedStyle(place).display === "contents" ? placeOf(place.parentElement) : place;
  }

  // Every line of text that is seen, with its box.
  const lines = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.textContent.trim() || isUnseen(element)) continue;
    const drawn = element.closest("svg");
    const range = document.createRange();
    range.selectNodeContents(node);
    const boxes = drawn ? [element.getBoundingClientRect()] : range.getClientRects();
    for (const whole of boxes) {
      if (whole.width < 1 || whole.height < 1) continue;
      const box = within(whole, element);
      if (box) lines.push({ node, element, drawn, box });
    }
  }

  if (document.documentElement.scrollWidth > window.innerWidth) findings.push("the page is wider than the window");

  for (const element of document.body.querySelectorAll("*")) {
    if (isUnseen(element) || element.closest("svg") || !element.textContent.trim()) continue;
    const { overflowX, overflowY } = getComputedStyle(element);
    const hides = (overflow) => overflow === "hidden" || overflow === "clip";
    const isCut = (hides(overflowX) && element.scrollWidth > element.clientWidth + 1)
      || (hides(overflowY) && element.scrollHeight > element.clientHeight + 1);
    if (isCut) findings.push(`cut: ${element.id || element.className}: ${short(element.textContent)}`);
  }

  for (const { node, element, drawn, box } of lines) {
    if (drawn && node.textContent.endsWith("…")) findings.push(`cut in a chart: ${short(node.textContent)}`);
    const place = (drawn ?? placeOf(element))?.getBoundingClientRect();
    if (place && (box.left < place.left - NEAR || box.right > place.right + NEAR || box.top < place.top - NEAR || box.bottom > place.bottom + NEAR)) {
      if (within(place, element)) findings.push(`leaves its place: ${short(node.textContent)}`);
    }
  }

  // How large letters are on the screen: a drawing may be shrunk.
  for (const { node, element, drawn } of lines) {
    const size = parseFloat(getComputedStyle(element).fontSize) * (drawn ? Math.abs(element.getScreenCTM().d || element.getScreenCTM().b) : 1);
    if (size < SMALLEST) findings.push(`small: ${size.toFixed(1)} pixels: ${short(node.textContent)}`);
  }

  // A word that stands in two lines, where nobody asked for hyphens or for a break anywhere.
  for (const { node, element, drawn } of lines) {
    const { hyphens, overflowWrap } = getComputedStyle(element);
    if (drawn || hyphens === "auto" || overflowWrap === "anywhere") continue;
    for (const { 0: word, index } of node.textContent.matchAll(/[\p{L}\p{N}]{2,}/gu)) {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      if (new Set(Array.from(range.getClientRects(), (box) => Math.round(box.top))).size > 1) findings.push(`broken: ${short(word)}`);
    }
  }

  // Lines of a chart that run through its words. A word with a halo stands out from a line.
  for (const line of document.querySelectorAll("svg .mark-line path, svg .curve-line")) {
    const matrix = line.getScreenCTM();
    const words = lines.filter(({ element, drawn }) => drawn === line.ownerSVGElement && !element.hasAttribute("stroke"));
    for (let at = 0; at < line.getTotalLength(); at += STEP) {
      const point = line.getPointAtLength(at).matrixTransform(matrix);
      for (const { node, box } of words) {
        const slack = 0.2 * (box.bottom - box.top);
        const isInside = point.x > box.left && point.x < box.right && point.y > box.top + slack && point.y < box.bottom - slack;
        if (isInside) findings.push(`crossed by a line: ${short(node.textContent)}`);
      }
    }
  }

  // Boxes of letters have room above and below; a fifth of it may touch.
  lines.sort((one, other) => one.box.top - other.box.top);
  for (const [at, one] of lines.entries()) {
    for (const other of lines.slice(at + 1)) {
      const slack = 0.2 * Math.min(one.box.bottom - one.box.top, other.box.bottom - other.box.top);
      if (other.box.top >= one.box.bottom - slack) break;
      if (one.node === other.node) continue;
      const wide = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const high = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      if (wide > NEAR && high > slack) findings.push(`covers: ${short(one.node.textContent)} and ${short(other.node.textContent)}`);
    }
  }
  return [...new Set(findings)];
}
