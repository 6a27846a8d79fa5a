/**
 * Makes areas that scroll sideways visible as such and reachable by keyboard; `onResize` is called a moment after the
 * window's size changed.
 */
export function startScrollAreas(onResize: () => void): void {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      update();
      onResize();
    }, 120);
  });
  document.addEventListener("toggle", update, true);
  update();
}

function update(): void {
  for (const area of document.querySelectorAll<HTMLElement>("pre,.scroll")) {
    const isWide = area.scrollWidth > area.clientWidth;
    if (isWide) area.tabIndex = 0;
    else area.removeAttribute("tabindex");
    if (area.classList.contains("scroll")) area.classList.toggle("wide", isWide);
  }
}
