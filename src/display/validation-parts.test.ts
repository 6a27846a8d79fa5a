import { expect, it } from "vitest";
import { loadPolars } from "../table/load-polars.js";
import { column } from "../table/schema/column.js";
import { schema } from "../table/schema/schema.js";
import { validateTable } from "../table/schema/validate-table.js";
import { validationParts } from "./validation-parts.js";

const rules = schema("sales", { price: column.number({ min: 0 }) });
const toFrame = (prices: readonly number[]) => loadPolars().DataFrame({ price: [...prices] });

it("says in one part that all rules hold", () => {
  expect(validationParts(validateTable(toFrame([1, 2]), rules))).toMatchObject([
    { kind: "callout", tone: "good", title: "All rules hold", markdown: "2 rows" },
  ]);
});

it("lists a broken rule with its count and first cells", () => {
  const [callout, table] = validationParts(validateTable(toFrame([1, -5]), rules));
  expect(callout).toMatchObject({ tone: "warning", title: "1 rule is broken" });
  const [row] = table?.kind === "table" ? table.table.rows : [];
  expect(row?.slice(0, 3)).toEqual(["price", expect.stringContaining("0"), 1]);
  expect(row?.[4]).toContain("-5");
});
