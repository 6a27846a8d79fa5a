import { checkOptionNames } from "../core/check-option-names.js";
import { ArgumentError, FormatError } from "../core/errors.js";
import type { Json, JsonObject } from "../core/json.js";
import { jsonReader } from "../core/json-reader.js";
import type { Columns } from "../table/columns.js";
import { withColumns } from "../table/with-columns.js";
import { checkJson } from "./check-json.js";
import { isBuiltInStep } from "./restore-step.js";
import type { FittedStep, RestorableStep, Step } from "./step.js";
import {
  readStepColumns,
  type StepColumnKinds,
  type StepInputs,
  type StepOutputs,
  toStepColumns,
} from "./step-columns.js";

/** What `defineStep` takes: columns in, columns out, and how the latter are computed. */
export interface StepDefinition<
  Settings extends object,
  Inputs extends StepColumnKinds,
  Outputs extends StepColumnKinds,
  Learned,
> {
  /** Name of the step in saved pipelines, in camelCase, such as `holidaySpread`. */
  readonly kind: string;
  /**
   * Version of what is saved; a pipeline that was saved with another one is refused. Raise it when the meaning of
   * `learned` or of the settings changes.
   *
   * @default 1
   */
  readonly version?: number | undefined;
  /** Default settings, which also are their type. JSON values. Default: no settings. */
  readonly settings?: Settings | undefined;
  /** The columns to read with their kinds, or a function of the settings that returns them. */
  readonly inputs: Inputs | ((settings: Settings) => Inputs);
  /** The columns to add or replace with their kinds, or a function of the settings that returns them. */
  readonly outputs: Outputs | ((settings: Settings) => Outputs);
  /** Learns from training rows and returns JSON values. Default: nothing is learned. */
  readonly fit?: ((columns: StepInputs<Inputs>, context: StepFitContext<Settings>) => Learned) | undefined;
  /** The output columns, one value per row. It must not change its input. */
  readonly transform: (
    columns: StepInputs<Inputs>,
    context: StepTransformContext<Settings, Learned>,
  ) => StepOutputs<Outputs>;
}

/** What `fit` of an own step gets besides the columns. */
export interface StepFitContext<Settings> {
  readonly settings: Settings;
  readonly rowCount: number;
  /** One value per row; undefined when the step is fitted without a target. */
  readonly target: Float64Array | undefined;
}

/** What `transform` of an own step gets besides the columns. */
export interface StepTransformContext<Settings, Learned> {
  readonly settings: Settings;
  readonly rowCount: number;
  /** What `fit` returned. */
  readonly learned: Learned;
}

/** Own steps of one kind: call it with settings to get a step, and pass it to `restorePipeline` to load one. */
export interface StepFactory<Settings extends object = object, Outputs extends string = string> extends RestorableStep {
  (settings?: { readonly [Name in keyof Settings]?: Settings[Name] | undefined }): Step<Outputs>;
}

/**
 * A feature step of your own that is saved with its pipeline and restored by `restorePipeline(json, { steps: [step]
 * })`.
 *
 * Column kinds are `number` and `time` (Float64Array, NaN is missing), `string` and `category` (string or null). Other
 * columns pass through. Settings and what is learned must be JSON values.
 *
 * @throws ArgumentError for an invalid or built-in kind
 *
 * @example
 * const doubled = defineStep({
 *   kind: "doubled",
 *   inputs: { x: "number" },
 *   outputs: { y: "number" },
 *   transform: ({ x }) => ({ y: x.map((value) => 2 * value) }),
 * });
 * doubled().kind // "doubled"
 */
export function defineStep<
  const Inputs extends StepColumnKinds,
  const Outputs extends StepColumnKinds,
  Settings extends object = Record<never, never>,
  Learned = undefined,
>(options: StepDefinition<Settings, Inputs, Outputs, Learned>): StepFactory<Settings, keyof Outputs & string> {
  const { kind, settings: defaults = {} as Settings } = options;
  checkOptionNames("defineStep", options, optionNames);
  if (!/^[a-z]\w*$/.test(kind)) {
    throw new ArgumentError(
      `defineStep: kind: expected a camelCase name, got ${JSON.stringify(kind)}; for example "fillGaps"`,
    );
  }
  if (isBuiltInStep(kind)) {
    throw new ArgumentError(`defineStep: kind "${kind}" is a built-in step; choose another name`);
  }
  checkJson(defaults, "settings", `defineStep: ${kind}`);
  const create = (changes: object = {}): Step<keyof Outputs & string> => {
    const settings = mergeSettings(kind, defaults, changes);
    return {
      kind,
      fit(columns, target) {
        const context = { settings, rowCount: columns.rowCount, target };
        const inputs = readStepColumns(columns, resolve(options.inputs, settings), kind);
        const learned = options.fit?.(inputs, context);
        if (learned !== undefined) checkJson(learned, "learned", kind);
        return fittedStep(options, settings, learned as Learned);
      },
    };
  };
  return Object.assign(create, { kind, restore: (json: JsonObject, path: string) => restore(options, json, path) });
}

const optionNames = ["kind", "version", "settings", "inputs", "outputs", "fit", "transform"];

function mergeSettings<Settings extends object>(kind: string, defaults: Settings, changes: object): Settings {
  checkOptionNames(kind, changes, Object.keys(defaults));
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  checkJson(given, "settings", kind);
  return { ...defaults, ...given };
}

function restore<Settings extends object, Inputs extends StepColumnKinds, Outputs extends StepColumnKinds, Learned>(
  options: StepDefinition<Settings, Inputs, Outputs, Learned>,
  json: JsonObject,
  path: string,
): FittedStep<keyof Outputs & string> {
  const reader = jsonReader(json, path);
  const { kind, version = 1, settings: defaults = {} as Settings } = options;
  const saved = reader.has("version") ? reader.integer("version") : 1;
  if (saved !== version) {
    throw new FormatError(
      `${path}: step "${kind}" was saved as version ${saved}, the step in steps has version ${version}; use that version or fit again`,
    );
  }
  const settings = mergeSettings(kind, defaults, reader.value("settings") as object);
  return fittedStep(options, settings, (json.learned ?? undefined) as Learned);
}

function fittedStep<Settings extends object, Inputs extends StepColumnKinds, Outputs extends StepColumnKinds, Learned>(
  options: StepDefinition<Settings, Inputs, Outputs, Learned>,
  settings: Settings,
  learned: Learned,
): FittedStep<keyof Outputs & string> {
  const { kind, version = 1, transform } = options;
  const inputs = resolve(options.inputs, settings);
  const outputs = resolve(options.outputs, settings);
  return {
    kind,
    inputs: Object.keys(inputs),
    outputs: Object.keys(outputs),
    transform(columns: Columns) {
      const context = { settings, learned, rowCount: columns.rowCount };
      const values = transform(readStepColumns(columns, inputs, kind), context);
      const added = toStepColumns(values, outputs, columns.rowCount, kind);
      const taken = added.find(([name]) => columns.byName.has(name) && inputs[name] === undefined);
      if (taken !== undefined) {
        throw new ArgumentError(
          `${kind}: column "${taken[0]}" already exists; add it to inputs to replace it, or rename the output`,
        );
      }
      return withColumns(columns, added);
    },
    toJSON: () => ({
      kind,
      version,
      settings: settings as JsonObject,
      ...(learned !== undefined && { learned: learned as Json }),
    }),
  };
}

function resolve<Settings, Kinds>(kinds: Kinds | ((settings: Settings) => Kinds), settings: Settings): Kinds {
  return typeof kinds === "function" ? (kinds as (settings: Settings) => Kinds)(settings) : kinds;
}
