import type { JsonReader } from "../../core/json-reader.js";
import type { Matrix } from "../../table/matrix.js";
import { getMatrixColumn } from "../check-fit.js";

/**
 * One string per row; two are equal if and only if the values of all `by` columns are equal, where missing equals
 * missing.
 */
export function groupKeys(caller: string, matrix: Matrix, by: readonly string[]): readonly string[] {
  const columns = by.map((name) => getMatrixColumn(caller, matrix, name));
  return Array.from({ length: matrix.rowCount }, (_, row) => groupKey(columns.map((values) => values[row])));
}

/** The key of one group of values. */
function groupKey(values: readonly number[]): string {
  return values.join(" ");
}

/** The values of a key, missing as null, for JSON. */
export function groupValues(key: string): (number | null)[] {
  return key === "" ? [] : key.split(" ").map((value) => (value === "NaN" ? null : Number(value)));
}

/** The number called `key` of each group of a model's JSON, by the group's key. */
export function readGroups(json: JsonReader, by: readonly string[], key: string): ReadonlyMap<string, number> {
  return new Map(
    json.objects("groups").map((group) => {
      const values = group.numbersOrMissing("values");
      if (values.length !== by.length) {
        throw group.invalid("values", `${by.length} values, one for each of ${by.join(", ")}`);
      }
      return [groupKey(values), group.number(key)];
    }),
  );
}
