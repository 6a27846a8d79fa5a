import { groupDigits } from "../core/group-digits.js";
import type { PagePart } from "../report/page/page.js";
import type { Violation } from "../table/schema/broken-rule.js";
import type { Validation } from "../table/schema/validate-table.js";

const done: Readonly<Record<Violation["action"], string>> = {
  refused: "table refused",
  quarantined: "rows set apart",
  emptied: "cells emptied",
  dropped: "rows left out",
};

/** The parts of a page that show a validation: whether every rule holds, and each that does not with its count and first cells. */
export function validationParts({ ok, broken, frame, quarantined }: Validation): readonly PagePart[] {
  if (ok) {
    return [
      { kind: "callout", tone: "good", title: "Every rule holds", markdown: `${groupDigits(frame?.height ?? 0)} rows` },
    ];
  }
  const kept = frame === undefined ? "the table is refused" : `${groupDigits(frame.height)} rows kept`;
  const apart = quarantined === undefined ? "" : `, ${groupDigits(quarantined.height)} set apart`;
  const title = `${broken.length} ${broken.length === 1 ? "rule is" : "rules are"} broken`;
  return [
    { kind: "callout", tone: "warning", title, markdown: `${kept}${apart}` },
    {
      kind: "table",
      table: {
        columns: ["column", "rule", "cells", "done", "first of them"],
        rows: broken.map(({ column, rule, count, action, examples }) => [
          column,
          rule,
          count,
          done[action],
          examples
            .slice(0, 3)
            .map(({ place, value }) => `${value ?? "(missing)"} in ${place}`)
            .join("; "),
        ]),
      },
    },
  ];
}
