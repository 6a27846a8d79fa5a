import { QueryScanner } from "./query-scanner.js";
import { type FieldValue, type RunField, type ToField, toRunField } from "./run-field.js";

/** A field to sort by. */
export interface RunOrder {
  readonly field: RunField;
  readonly descending: boolean;
}

/**
 * Fields to sort by, of a string such as `metrics.rmse@min desc, start_time`.
 *
 * @throws ArgumentError with the position of what is wrong.
 */
export function parseOrder(text: string, caller: string, toField: ToField = toRunField): RunOrder[] {
  const scanner = new QueryScanner(text, caller, toField);
  const orders: RunOrder[] = [];
  do {
    const first = scanner.peek();
    const field = scanner.takeField();
    if (field.kind === "dataset") scanner.fail("runs cannot be sorted by datasets; use another field", first);
    const descending = scanner.accept("DESC");
    if (!descending) scanner.accept("ASC");
    orders.push({ field, descending });
  } while (scanner.accept(","));
  if (scanner.peek().kind !== "end")
    scanner.fail(`expected ASC, DESC, a comma or the end, got ${scanner.describe()}; separate fields by commas`);
  return orders;
}

/**
 * Fields of a list such as `metrics.rmse@min, params.depth`.
 *
 * @throws ArgumentError with the position of what is wrong.
 */
export function parseFields(text: string, caller: string): RunField[] {
  const scanner = new QueryScanner(text, caller);
  const fields = [scanner.takeField()];
  while (scanner.accept(",")) fields.push(scanner.takeField());
  if (scanner.peek().kind !== "end")
    scanner.fail(`expected a comma or the end, got ${scanner.describe()}; separate fields by commas`);
  return fields;
}

/** Order of two values: NaN behind numbers, missing values last, whether ascending or descending. */
export function compareValues(a: FieldValue, b: FieldValue, descending: boolean): number {
  const [rankA, rankB] = [rank(a), rank(b)];
  if (rankA !== rankB) return rankA - rankB;
  if (rankA > 0 || a === b || a === undefined || b === undefined) return 0;
  const isBefore = typeof a === typeof b ? a < b : String(a) < String(b);
  return isBefore === descending ? 1 : -1;
}

function rank(value: FieldValue): number {
  if (value === undefined) return 2;
  return typeof value === "number" && Number.isNaN(value) ? 1 : 0;
}
