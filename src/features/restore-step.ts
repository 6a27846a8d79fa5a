import { ArgumentError, FormatError } from "../core/errors.js";
import type { Json } from "../core/json.js";
import { type JsonReader, jsonReader } from "../core/json-reader.js";
import { restoreCalendarParts } from "./calendar-parts.js";
import { restoreCyclic } from "./cyclic.js";
import { restoreDrop } from "./drop.js";
import { restoreImpute } from "./impute.js";
import { restoreOneHot } from "./one-hot.js";
import { restoreOrdinal } from "./ordinal.js";
import { restoreSelect } from "./select.js";
import { restoreStandardScale } from "./standard-scale.js";
import type { FittedStep } from "./step.js";

const restorers: Readonly<Record<string, (json: JsonReader) => FittedStep>> = {
  calendarParts: restoreCalendarParts,
  cyclic: restoreCyclic,
  drop: restoreDrop,
  impute: restoreImpute,
  oneHot: restoreOneHot,
  ordinal: restoreOrdinal,
  select: restoreSelect,
  standardScale: restoreStandardScale,
};

/**
 * The fitted step that `toJSON` wrote. Only known kinds and complete fields are accepted; nothing in the JSON is run.
 *
 * @example restoreStep({ kind: "select", columns: ["hour"] }).outputs // ["hour"]
 */
export function restoreStep(json: Json, place = "step"): FittedStep {
  const reader = jsonReader(json, place);
  const kind = reader.text("kind");
  const restore = Object.hasOwn(restorers, kind) ? restorers[kind] : undefined;
  if (restore === undefined) {
    throw new FormatError(`${place}.kind: "${kind}" is not a step; steps are ${Object.keys(restorers).join(", ")}`);
  }
  try {
    return restore(reader);
  } catch (cause) {
    if (!(cause instanceof ArgumentError)) throw cause;
    throw new FormatError(`${place}: ${cause.message}`, { cause });
  }
}
