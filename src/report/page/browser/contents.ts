/** Folds the table of contents on narrow screens, and marks the section that is being read. */
export function startContents(): void {
  const wide = matchMedia("(min-width:68rem)");
  const contents = document.querySelector<HTMLDetailsElement>(".contents details");
  if (contents === null) return;
  const fold = (): void => {
    contents.open = wide.matches;
  };
  wide.addEventListener("change", fold);
  fold();
  const links = [...contents.querySelectorAll<HTMLAnchorElement>("a")];
  const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  let waiting = false;
  const mark = (): void => {
    waiting = false;
    const current = currentIndex(headings);
    for (const [index, link] of links.entries()) {
      if (index !== current) link.removeAttribute("aria-current");
      else if (!link.hasAttribute("aria-current")) {
        link.setAttribute("aria-current", "true");
        // Scrolls the list only: the page stays where the reader is.
        if (wide.matches) scrollIntoList(link, contents.parentElement);
      }
    }
  };
  const later = (): void => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(mark);
  };
  addEventListener("scroll", later, { passive: true });
  addEventListener("resize", later);
  mark();
}

/** The last heading at or above the top fifth of the window; at the end of the page the last of all. */
function currentIndex(headings: readonly (HTMLElement | null)[]): number {
  const { scrollHeight, scrollTop, clientHeight } = document.documentElement;
  if (scrollTop > 0 && scrollTop + clientHeight >= scrollHeight - 2) return headings.length - 1;
  const edge = clientHeight / 5;
  return headings.findLastIndex((heading) => heading !== null && heading.getBoundingClientRect().top <= edge);
}

function scrollIntoList(link: HTMLElement, list: HTMLElement | null): void {
  if (list === null) return;
  const [inner, outer] = [link.getBoundingClientRect(), list.getBoundingClientRect()];
  if (inner.top < outer.top) list.scrollTop -= outer.top - inner.top;
  else if (inner.bottom > outer.bottom) list.scrollTop += inner.bottom - outer.bottom;
}
