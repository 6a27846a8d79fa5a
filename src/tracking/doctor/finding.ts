import { relative } from "node:path";

/** Something wrong in a tracker's folder, and what would put it right. */
export interface Finding {
  readonly path: string;
  readonly reason: string;
  readonly fix: Fix;
}

/** One change of the folder. What is written over or removed is kept aside. */
export type Fix =
  | { readonly kind: "write"; readonly path: string; readonly text: string; readonly says: string }
  | { readonly kind: "remove"; readonly path: string; readonly says: string }
  | { readonly kind: "rename"; readonly path: string; readonly to: string; readonly says: string }
  | { readonly kind: "make"; readonly path: string; readonly says: string };

/** How long a file must lie untouched, in milliseconds, before it counts as left behind and not as being written. */
export const settledMs = 60_000;

/** A finding as a line, with the path from the store's root. */
export function formatFinding(root: string, { path, reason, fix }: Finding): string {
  return `${relative(root, path)} ${reason}; fix: ${fix.says}`;
}
