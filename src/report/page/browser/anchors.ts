/** Adds a link to every heading of the content, so that readers can share a section. */
export function startAnchors(): void {
  for (const heading of document.querySelectorAll<HTMLElement>("main :is(h2, h3, h4, h5, h6)[id]")) {
    const link = document.createElement("a");
    link.className = "anchor";
    link.href = `#${encodeURIComponent(heading.id)}`;
    link.textContent = "#";
    link.setAttribute("aria-label", `Link to ${heading.textContent?.trim() ?? "this section"}`);
    heading.append(link);
  }
}
