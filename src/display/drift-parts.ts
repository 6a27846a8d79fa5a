import type { DatasetDrift } from "../drift/dataset-drift.js";
import { notCompared } from "../drift/drift-page.js";
import { driftTable } from "../drift/drift-table.js";
import { driftVerdict } from "../drift/drift-verdict.js";
import type { PagePart } from "../report/page/page.js";

/** The parts of a page for the drift of a table: the verdict and one row per column, the most drifted first. */
export function driftParts(drift: DatasetDrift): readonly PagePart[] {
  const { title, sentence } = driftVerdict(drift, {});
  const absent = notCompared(drift);
  return [
    {
      kind: "callout",
      tone: drift.level === "none" ? "good" : drift.level === "fail" ? "warning" : "note",
      title,
      text: sentence,
    },
    { kind: "table", table: driftTable(drift) },
    ...(absent.length === 0 ? [] : [{ kind: "callout", tone: "note", title: "Not compared", text: absent } as const]),
  ];
}
