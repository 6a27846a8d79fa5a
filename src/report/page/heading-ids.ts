/** Returns the id of the next heading; ids are unique, and the same headings in the same order get the same ids. */
export type HeadingIds = (text: string) => string;

/**
 * A function that makes heading ids: lowercase words joined with hyphens, with a number for a repeated heading.
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
        .replace(/[^\p{L}\p{N}]+/gu, "-")
        .replace(/^-|-$/g, "")
        .slice(0, 60) || "section";
    let id = base;
    for (let count = 2; used.has(id); count++) id = `${base}-${count}`;
    used.add(id);
    return id;
  };
}
