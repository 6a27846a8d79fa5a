import { relative } from "node:path";

/** A problem in a tracker's folder, and its fix. */
export interface Finding {
  readonly path: string;
  readonly reason: string;
  readonly fix: Fix;
}

/** A change of the folder. Replaced and removed files are backed up. */
export type Fix =
  | { readonly kind: "write"; readonly path: string; readonly text: string; readonly description: string }
  | { readonly kind: "remove"; readonly path: string; readonly description: string }
  | { readonly kind: "rename"; readonly path: string; readonly to: string; readonly description: string }
  | { readonly kind: "create"; readonly path: string; readonly description: string };

/** Time without a write after which a temporary file counts as left behind, in milliseconds. */
export const quietMs = 60_000;

/** A finding as a line, with the path relative to the tracker's folder. */
export function formatFinding(root: string, { path, reason, fix }: Finding): string {
  return `${relative(root, path)} ${reason}; fix: ${fix.description}`;
}
