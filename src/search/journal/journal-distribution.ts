import { FormatError } from "../../core/errors.js";
import { choice } from "../space/choice.js";
import { integer } from "../space/integer.js";
import { real } from "../space/real.js";
import type { Parameter, ParameterValue } from "../space/space-parameter.js";
import { parsePythonJson, pythonJson } from "./python-json.js";

/** A parameter as the JSON of Optuna's distribution. */
export function distributionText(parameter: Parameter): string {
  if (parameter.kind === "choice") {
    return pythonJson({ name: "CategoricalDistribution", attributes: { choices: parameter.choices } });
  }
  const { kind, low, high, log, step } = parameter;
  const name = kind === "real" ? "FloatDistribution" : "IntDistribution";
  return pythonJson({ name, attributes: { step, low, high, log } });
}

/** A parameter from the JSON of Optuna's distribution. */
export function parseDistribution(text: unknown, location: string): Parameter {
  try {
    const { name, attributes } = parsePythonJson(String(text)) as { name: unknown; attributes: Attributes };
    if (typeof attributes !== "object" || attributes === null)
      throw new FormatError("it has no attributes; write the journal again");
    const { low = Number.NaN, high = Number.NaN, log = false, step, choices = [] } = attributes;
    if (name === "CategoricalDistribution") return choice(choices);
    const isStepped = step !== null && step !== undefined;
    if (name === "FloatDistribution") return real(low, high, { log, ...(isStepped && { step }) });
    if (name === "IntDistribution") return integer(low, high, { log, ...(isStepped && { step }) });
  } catch (cause) {
    throw new FormatError(`studyFromJournal: ${location} has an invalid distribution: ${(cause as Error).message}`, {
      cause,
    });
  }
  throw new FormatError(
    `studyFromJournal: ${location} has an unknown distribution: ${text}; use float, integer and categorical distributions`,
  );
}

interface Attributes {
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  readonly log?: boolean | undefined;
  readonly step?: number | null | undefined;
  readonly choices?: readonly ParameterValue[] | undefined;
}
