import { type HeadingIds, headingIds } from "../../report/page/heading-ids.js";

/** The ids on a page: each is used one time. */
export interface PageAnchors {
  readonly ids: HeadingIds;
  /** The ids that Jupyter and GitHub give to a heading, as far as they are free. */
  moreIds(text: string): readonly string[];
  /**
   * Reserves an id that the notebook sets itself; false when it is in use, or could be taken for a part of the page.
   */
  takeId(id: string): boolean;
}

/** Ids of the page itself, and names that its script uses. */
const reserved = ["content", "plotly_source", "Plotly"];

/**
 * The ids of a page with the given ones in use.
 *
 * @example pageAnchors().moreIds("2. Model") // ["2.-Model", "2-model"]
 */
export function pageAnchors(): PageAnchors {
  const used = new Set(reserved);
  const counts = new Map<string, number>();
  const takeId = (id: string): boolean => {
    if (used.has(id) || !/^[^\s"'<>]{1,200}$/.test(id) || /^((cell|figure|html)_\d|cell-id=)/.test(id)) return false;
    used.add(id);
    return true;
  };
  return {
    ids(text) {
      const id = headingIds(used)(text);
      used.add(id);
      return id;
    },
    moreIds(text) {
      const github = text
        .trim()
        .toLowerCase()
        .replace(/[^\p{L}\p{M}\p{N}\s_-]/gu, "")
        .replace(/\s/g, "-");
      const count = counts.get(github) ?? 0;
      counts.set(github, count + 1);
      return [text.trim().replace(/\s/g, "-"), count === 0 ? github : `${github}-${count}`].filter(takeId);
    },
    takeId,
  };
}
