import { groupDigits } from "../core/group-digits.js";
import type { PagePart } from "../report/page/page.js";
import type { Validation } from "../table/schema/validate-table.js";
import type { Violation } from "../table/schema/validation-error.js";

const done: Readonly<Record<Violation["action"], string>> = {
  refused: "table refused",
  quarantined: "rows quarantined",
  emptied: "cells set to missing",
  dropped: "rows dropped",
};

/**
 * The parts of a page for a validation: whether all rules hold, and each broken rule with its count and first cells.
 *
 * @example
 * const body = validationParts(validateTable(frame, trafficSchema));
 * const html = renderPage({ title: "Checks", sections: [{ heading: "Rules", body }] });
 */
export function validationParts({ ok, violations, frame, quarantined }: Validation): readonly PagePart[] {
  if (ok) {
    return [
      { kind: "callout", tone: "good", title: "All rules hold", markdown: `${groupDigits(frame?.height ?? 0)} rows` },
    ];
  }
  const valid = frame === undefined ? "the table is refused" : `${groupDigits(frame.height)} valid rows`;
  const apart = quarantined === undefined ? "" : `, ${groupDigits(quarantined.height)} quarantined`;
  const title = `${violations.length} ${violations.length === 1 ? "rule is" : "rules are"} broken`;
  return [
    { kind: "callout", tone: "warning", title, markdown: `${valid}${apart}` },
    {
      kind: "table",
      table: {
        columns: ["column", "rule", "cells", "action", "examples"],
        rows: violations.map(({ column, rule, count, action, examples }) => [
          column,
          rule,
          count,
          done[action],
          examples
            .slice(0, 3)
            .map(({ location, value }) => `${value ?? "(missing)"} in ${location}`)
            .join("; "),
        ]),
      },
    },
  ];
}
