import { isDeepStrictEqual } from "node:util";
import type { Cell } from "../format/notebook.js";

/** Which pictures pasted into a cell differ, one sentence each. */
export function attachmentChanges(before: Cell, after: Cell): readonly string[] {
  const [old, now] = [getAttachments(before), getAttachments(after)];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((name) => {
    if (isDeepStrictEqual(old[name], now[name])) return [];
    if (old[name] === undefined) return [`attachment "${name}" added`];
    return [now[name] === undefined ? `attachment "${name}" removed` : `attachment "${name}" changed`];
  });
}

function getAttachments(cell: Cell): { readonly [name: string]: unknown } {
  return cell.cell_type === "code" ? {} : (cell.attachments ?? {});
}
