import { ArgumentError, FormatError } from "../core/errors.js";
import type { Json, JsonObject } from "../core/json.js";
import { type JsonReader, jsonReader } from "../core/json-reader.js";
import type { Column, Columns } from "../table/columns.js";
import { getColumn } from "../table/get-column.js";
import { getNumbers } from "../table/get-numbers.js";
import { withColumns } from "../table/with-columns.js";
import type { FittedStep, Step } from "./step.js";

/** The rows as a step of one's own reads them. */
export interface StepRows {
  readonly rowCount: number;
  /** The values of a column of numbers or times (milliseconds since 1970); NaN is missing. */
  numbers(name: string): Float64Array;
  /** The values of a column of strings or labels; null is missing. */
  strings(name: string): readonly (string | null)[];
}

/** A step of one's own: what it reads, adds, learns and computes. Settings and learned state are JSON. */
export interface StepDefinition<Settings extends JsonObject, Learned extends Json> {
  /** Names the step in saved pipelines; must not be that of a step of the library. */
  readonly kind: string;
  /** Settings that are not given. */
  readonly defaults: Settings;
  /** Columns that the step reads. */
  readonly inputs: readonly string[] | ((settings: Settings) => readonly string[]);
  /** Columns that it adds or replaces. */
  readonly outputs: readonly string[] | ((settings: Settings) => readonly string[]);
  /** What it learns from the training rows. @default null: nothing */
  readonly fit?: ((rows: StepRows, settings: Settings, target: Float64Array | undefined) => Learned) | undefined;
  /** The added columns by name: numbers as `Float64Array` (NaN is missing), labels as an array of strings (null is missing). */
  readonly transform: (
    rows: StepRows,
    settings: Settings,
    learned: Learned,
  ) => { readonly [name: string]: Float64Array | readonly (string | null)[] };
}

/** Makes steps of one kind, and restores them from saved pipelines: `restorePipeline(json, { steps: [myStep] })`. */
export interface StepFactory<Settings extends JsonObject = JsonObject> {
  (settings?: Partial<Settings>): Step;
  readonly kind: string;
  /** The fitted step from its JSON; used by `restorePipeline`. */
  readonly restore: (json: JsonReader) => FittedStep;
}

/**
 * A kind of feature step of one's own, which is fitted, saved and restored like those of the library.
 *
 * @throws ArgumentError for a setting that has no default
 * @example
 * const weekend = defineStep({
 *   kind: "weekend", defaults: { column: "time" }, inputs: ({ column }) => [column], outputs: ["isWeekend"],
 *   transform: (rows, { column }) => ({
 *     isWeekend: rows.numbers(column).map((time) => ([0, 6].includes(new Date(time).getUTCDay()) ? 1 : 0)),
 *   }),
 * });
 * weekend().kind // "weekend"
 */
export function defineStep<Settings extends JsonObject, Learned extends Json = null>(
  definition: StepDefinition<Settings, Learned>,
): StepFactory<Settings> {
  const { kind, defaults } = definition;
  const factory = (given: Partial<Settings> = {}): Step => {
    const unknown = Object.keys(given).find((name) => !(name in defaults));
    if (unknown !== undefined) {
      throw new ArgumentError(
        `${kind}: unknown setting "${unknown}"; expected ${Object.keys(defaults).join(", ") || "none"}`,
      );
    }
    const settings: Settings = { ...defaults, ...given };
    return {
      kind,
      fit(columns, target) {
        const learned = definition.fit?.(stepRows(kind, columns), settings, target) ?? null;
        return fittedStep(definition, settings, learned as Learned);
      },
    };
  };
  const restore = (json: JsonReader): FittedStep => {
    const settings = json.value("settings");
    if (settings === null || typeof settings !== "object" || Array.isArray(settings))
      throw new FormatError(`${json.path}.settings: expected an object`);
    return fittedStep(definition, { ...defaults, ...(settings as Settings) }, json.value("learned") as Learned);
  };
  return Object.assign(factory, { kind, restore });
}

/** The fitted step of a kind that `defineStep` made, from its JSON; undefined when `steps` has none of this kind. */
export function restoreDefinedStep(json: Json, path: string, steps: readonly StepFactory[]): FittedStep | undefined {
  const reader = jsonReader(json, path);
  return steps.find(({ kind }) => kind === reader.string("kind"))?.restore(reader);
}

function fittedStep<Settings extends JsonObject, Learned extends Json>(
  definition: StepDefinition<Settings, Learned>,
  settings: Settings,
  learned: Learned,
): FittedStep {
  const { kind } = definition;
  const namesOf = (names: typeof definition.inputs): readonly string[] =>
    typeof names === "function" ? names(settings) : names;
  const [inputs, outputs] = [namesOf(definition.inputs), namesOf(definition.outputs)];
  return {
    kind,
    inputs,
    outputs,
    transform(columns) {
      const added = definition.transform(stepRows(kind, columns), settings, learned);
      return withColumns(
        columns,
        outputs.map((name) => [name, toColumn(kind, name, added[name], columns.rowCount)]),
      );
    },
    toJSON: () => ({ kind, settings, learned }),
  };
}

function toColumn(
  kind: string,
  name: string,
  values: Float64Array | readonly (string | null)[] | undefined,
  rowCount: number,
): Column {
  if (values === undefined)
    throw new ArgumentError(`${kind}: transform returned no column "${name}"; return every output`);
  if (values.length !== rowCount) {
    throw new ArgumentError(`${kind}: column "${name}" has ${values.length} values, expected ${rowCount}`);
  }
  return values instanceof Float64Array ? { kind: "number", values } : { kind: "string", values };
}

function stepRows(kind: string, columns: Columns): StepRows {
  return {
    rowCount: columns.rowCount,
    numbers: (name) => getNumbers(columns, name, kind),
    strings(name) {
      const column = getColumn(columns, name, kind);
      if (column.kind === "string") return column.values;
      if (column.kind === "category") return Array.from(column.codes, (code) => column.categories[code] ?? null);
      throw new ArgumentError(
        `${kind}: column "${name}" holds ${column.kind}, expected strings; use numbers("${name}")`,
      );
    },
  };
}
