import { FormatError } from "../../core/errors.js";
import { showJson } from "../../core/show-json.js";
import { fromNumber } from "../samplers/parameter-scale.js";
import type { Params } from "../space/space.js";
import type { Parameter } from "../space/space-parameter.js";
import type { IntermediateValue, Trial, TrialState } from "../trial.js";
import { waitingTrial } from "../waiting-trial.js";
import { parseDistribution } from "./journal-distribution.js";
import { parsePythonJson } from "./python-json.js";
import { stateCodes } from "./study-to-journal.js";

/** One operation of a journal, and its line for errors. */
export interface Line {
  readonly location: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The operation on a line. */
export function parseLine(text: string, line: number, journal: string): Line {
  const location = `line ${line} of ${journal}`;
  try {
    const fields = parsePythonJson(text);
    if (typeof fields === "object" && fields !== null) return { location, fields: fields as Record<string, unknown> };
  } catch (cause) {
    throw new FormatError(
      `studyFromJournal: ${location} is not JSON: ${(cause as Error).message}; if a crash truncated it, keep the ${line - 1} lines before it (head -n ${line - 1})`,
      { cause },
    );
  }
  throw new FormatError(`studyFromJournal: ${location} is not a journal operation: ${text}; remove the line`);
}

/** The trial that an operation creates. */
export function readTrial(number: number, space: Record<string, Parameter>, { fields, location }: Line): Trial {
  const state = fields.state === undefined ? "running" : parseState(fields.state, location);
  const distributions = (fields.distributions ?? {}) as Record<string, unknown>;
  const numbers = (fields.params ?? {}) as Record<string, unknown>;
  const fixed = ((fields.system_attrs ?? {}) as { fixed_params?: Params | undefined }).fixed_params;
  const params: Record<string, Params[string]> = state === "waiting" ? { ...fixed } : {};
  for (const [name, text] of Object.entries(distributions)) {
    const parameter = parseDistribution(text, location);
    space[name] = parameter;
    params[name] = fromNumber(parameter, Number(numbers[name]));
  }
  const startedAt = readTime(fields.datetime_start, location);
  const endedAt = readTime(fields.datetime_complete, location);
  return {
    ...waitingTrial(number, params),
    state,
    ...readValues(fields.values),
    ...(typeof fields.value === "number" && { value: fields.value }),
    intermediate: Object.entries((fields.intermediate_values ?? {}) as object).reduce<readonly IntermediateValue[]>(
      (values, [step, value]) => withValue(values, Number(step), Number(value)),
      [],
    ),
    startedAt,
    durationMs: startedAt === undefined || endedAt === undefined ? undefined : endedAt - startedAt,
    message: readMessage(fields.user_attrs),
  };
}

/** The parameter that an operation sets; its definition is added to `space`. */
export function readParam({ fields, location }: Line, space: Record<string, Parameter>): Params {
  const name = String(fields.param_name);
  const parameter = parseDistribution(fields.distribution, location);
  space[name] = parameter;
  return { [name]: fromNumber(parameter, Number(fields.param_value_internal)) };
}

/** The trial after an operation that sets its state. */
export function endTrial(trial: Trial, { fields, location }: Line): Trial {
  const state = parseState(fields.state, location);
  if (state === "running" && trial.state === "running") return trial;
  const startedAt = state === "running" ? readTime(fields.datetime_start, location) : trial.startedAt;
  const endedAt = readTime(fields.datetime_complete, location);
  const durationMs = startedAt === undefined || endedAt === undefined ? undefined : endedAt - startedAt;
  return { ...trial, state, startedAt, durationMs, ...readValues(fields.values) };
}

function parseState(code: unknown, location: string): TrialState {
  const found = (Object.keys(stateCodes) as TrialState[]).find((state) => stateCodes[state] === code);
  if (found === undefined)
    throw new FormatError(
      `studyFromJournal: ${location} has an unknown trial state ${showJson(code)}; give a journal of Optuna 3 or later`,
    );
  return found;
}

/** One value, or several by index. */
function readValues(values: unknown): Pick<Partial<Trial>, "value" | "values"> {
  if (!Array.isArray(values) || !values.every((value) => typeof value === "number")) return {};
  return values.length === 1 ? { value: values[0] } : { values: Object.fromEntries(values.entries()) };
}

/** Names of the objectives, if the attributes have them. */
export function readObjectiveNames(attributes: unknown): readonly string[] | undefined {
  const names = (attributes as { "study:metric_names"?: unknown } | undefined)?.["study:metric_names"];
  return Array.isArray(names) ? names.map(String) : undefined;
}

function readTime(time: unknown, location: string): number | undefined {
  if (time === null || time === undefined) return undefined;
  const ms = Date.parse(String(time));
  if (Number.isNaN(ms))
    throw new FormatError(
      `studyFromJournal: ${location} has an invalid time ${String(time)}; write it as ISO 8601, or remove the line`,
    );
  return ms;
}

/** The message of a failed trial, if the attributes have it. */
export function readMessage(attributes: unknown): string | undefined {
  const message = (attributes as { "cuaderno:message"?: unknown } | undefined)?.["cuaderno:message"];
  return typeof message === "string" ? message : undefined;
}

/** The values with one added or replaced. */
export function withValue(
  intermediate: readonly IntermediateValue[],
  step: number,
  value: number,
): readonly IntermediateValue[] {
  return [...intermediate.filter((point) => point.step !== step), { step, value }].sort((a, b) => a.step - b.step);
}
