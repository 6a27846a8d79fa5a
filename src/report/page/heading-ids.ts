/** Gives a heading its id: the same text in the same order always the same id, and no id twice. */
export type HeadingIds = (text: string) => string;

/**
 * A giver of heading ids: letters and digits of the text with hyphens between, numbered when a text comes again.
 *
 * @example headingIds()("Error on 2016, 2017") // "error-on-2016-2017"
 */
export function headingIds(taken: Iterable<string> = []): HeadingIds {
  const used = new Set(taken);
  return (text) => {
    const base =
      text
        .normalize("NFKD")
        .replace(/\p{Mark}/gu, "")
        .toLowerCase()
        .replace(/[^\p{Letter}\p{Number}]+/gu, "-")
        .replace(/^-|-$/g, "")
        .slice(0, 60) || "section";
    let id = base;
    for (let count = 2; used.has(id); count++) id = `${base}-${count}`;
    used.add(id);
    return id;
  };
}
