/** A line that names what the page does not show of a notebook; the names are HTML. */
export function leftOutHtml(names: readonly string[]): string {
  return names.length === 0 ? "" : `<p class="label left-out">Left out: ${names.join(", ")}.</p>`;
}
