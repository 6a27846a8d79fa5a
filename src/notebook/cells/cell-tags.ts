import type { Cell } from "../format/notebook.js";

/** The tags of a cell. */
export function cellTags(cell: Cell): readonly string[] {
  const { tags } = cell.metadata;
  return Array.isArray(tags) ? tags.map(String) : [];
}
