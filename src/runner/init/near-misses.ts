import type { DataFrame } from "nodejs-polars";
import type { TableSchema } from "../../table/schema/schema.js";

const forms: readonly (readonly [string, RegExp])[] = [
  ["numbers", /^\s*[+-]?(\d+([.,]\d+)*|[.,]\d+)\s*%?\s*$/],
  ["dates", /^\s*(\d{4}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})\S*(\s+\S+)?\s*$/],
];

/**
 * Columns that are strings only because of a few cells: how many, and the first of them with its row. Most of the time
 * these cells are errors or markers of missing values.
 *
 * @example nearMisses(frame, sales) // ['column "units" has 12 cells that are not numbers, first "abc" in row 6; ...']
 */
export function nearMisses(frame: DataFrame, schema: TableSchema): readonly string[] {
  return Object.entries(schema.columns).flatMap(([name, { kind }]) => {
    if (kind !== "string" && kind !== "category") return [];
    const cells = frame.getColumn(name).toArray() as readonly (string | null)[];
    const present = cells.filter((cell) => cell !== null && cell !== "");
    return forms.flatMap(([form, pattern]) => {
      const isForm = (cell: string | null): boolean => cell !== null && pattern.test(cell);
      const others = present.filter((cell) => !isForm(cell));
      if (others.length === 0 || others.length > present.length * 0.1) return [];
      const [first] = others;
      const row = cells.indexOf(first ?? null) + 1;
      return [
        `column "${name}" has ${others.length} cells that are not ${form}, first "${first}" in row ${row}; correct the file, or add "${first}" to the missing cells of the schema and change its kind`,
      ];
    });
  });
}
