import type { Columns } from "cuaderno";
import { labelsOf } from "./prepare.js";
import { arrestsOf } from "./table-parts.js";

/** Reports of one label and the share of them with an arrest. */
export interface ArrestShare {
  readonly label: string;
  readonly reports: number;
  readonly arrests: number;
  readonly share: number;
}

/** Reports and arrests by label, the most frequent first. */
export function arrestShares(rows: Columns, name: string): readonly ArrestShare[] {
  const arrest = arrestsOf(rows);
  const counts = new Map<string, { reports: number; arrests: number }>();
  labelsOf(rows, name).forEach((label, row) => {
    const own = counts.get(label) ?? { reports: 0, arrests: 0 };
    own.reports += 1;
    own.arrests += arrest[row] as number;
    counts.set(label, own);
  });
  return [...counts]
    .map(([label, { reports, arrests }]) => ({ label, reports, arrests, share: arrests / reports }))
    .sort((a, b) => b.reports - a.reports || (a.label < b.label ? -1 : 1));
}
