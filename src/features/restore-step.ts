import { ArgumentError, FormatError } from "../core/errors.js";
import type { Json, JsonObject } from "../core/json.js";
import { type JsonReader, jsonReader } from "../core/json-reader.js";
import { restoreKMeans } from "./derive/k-means.js";
import { restoreNearestOnSphere } from "./derive/nearest-on-sphere.js";
import { restorePca } from "./derive/pca.js";
import { restorePolynomialFeatures } from "./derive/polynomial-features.js";
import { restoreFrequencyEncode } from "./encoders/frequency-encode.js";
import { restoreOneHot } from "./encoders/one-hot.js";
import { restoreOrdinal } from "./encoders/ordinal.js";
import { restoreTargetEncode } from "./encoders/target-encode.js";
import { restoreImpute } from "./impute.js";
import { restoreClip } from "./scalers/clip.js";
import { restoreLog1p } from "./scalers/log1p.js";
import { restoreMinMaxScale } from "./scalers/min-max-scale.js";
import { restoreQuantileScale } from "./scalers/quantile-scale.js";
import { restoreRobustScale } from "./scalers/robust-scale.js";
import { restoreStandardScale } from "./scalers/standard-scale.js";
import { restoreYeoJohnson } from "./scalers/yeo-johnson.js";
import { restoreCorrelationFilter } from "./selection/correlation-filter.js";
import { restoreDrop } from "./selection/drop.js";
import { restoreSelect } from "./selection/select.js";
import { restoreSelectKBest } from "./selection/select-k-best.js";
import { restoreVarianceThreshold } from "./selection/variance-threshold.js";
import type { FittedStep, RestorableStep } from "./step.js";
import { restoreCalendarParts } from "./time/calendar-parts.js";
import { restoreCyclic } from "./time/cyclic.js";
import { restoreDifferences } from "./time/differences.js";
import { restoreLags } from "./time/lags.js";
import { restoreRolling } from "./time/rolling.js";

const restorers: Readonly<Record<string, (json: JsonReader) => FittedStep>> = {
  calendarParts: restoreCalendarParts,
  clip: restoreClip,
  correlationFilter: restoreCorrelationFilter,
  cyclic: restoreCyclic,
  differences: restoreDifferences,
  drop: restoreDrop,
  frequencyEncode: restoreFrequencyEncode,
  impute: restoreImpute,
  kMeans: restoreKMeans,
  lags: restoreLags,
  log1p: restoreLog1p,
  minMaxScale: restoreMinMaxScale,
  nearestOnSphere: restoreNearestOnSphere,
  oneHot: restoreOneHot,
  ordinal: restoreOrdinal,
  pca: restorePca,
  polynomialFeatures: restorePolynomialFeatures,
  quantileScale: restoreQuantileScale,
  robustScale: restoreRobustScale,
  rolling: restoreRolling,
  select: restoreSelect,
  selectKBest: restoreSelectKBest,
  standardScale: restoreStandardScale,
  targetEncode: restoreTargetEncode,
  varianceThreshold: restoreVarianceThreshold,
  yeoJohnson: restoreYeoJohnson,
};

/** Whether the library has a step of this kind. */
export function isBuiltInStep(kind: string): boolean {
  return Object.hasOwn(restorers, kind);
}

export interface RestoreStepOptions {
  /**
   * The JSON path of the step, for errors.
   *
   * @default "step"
   */
  readonly path?: string | undefined;
  /** Own steps that the JSON may contain, as `defineStep` returns them. Default: none. */
  readonly steps?: readonly RestorableStep[] | undefined;
}

/**
 * A fitted step from its JSON. Only known kinds and complete fields are accepted; no code in the JSON is run.
 *
 * @throws FormatError with the JSON path of the field, and for an own step that is not in `steps`
 *
 * @example restoreStep({ kind: "select", columns: ["hour"] }).outputs // ["hour"]
 */
export function restoreStep(json: Json, { path = "step", steps = [] }: RestoreStepOptions = {}): FittedStep {
  const reader = jsonReader(json, path);
  const kind = reader.string("kind");
  const restore = isBuiltInStep(kind) ? restorers[kind] : undefined;
  const own = steps.find((step) => step.kind === kind);
  if (restore === undefined && own === undefined) {
    throw new FormatError(
      `${path}.kind: unknown step "${kind}"; pass your own steps as restorePipeline(json, { steps: [${kind}] })`,
    );
  }
  try {
    return own?.restore(json as JsonObject, path) ?? (restore as (json: JsonReader) => FittedStep)(reader);
  } catch (cause) {
    if (!(cause instanceof ArgumentError)) throw cause;
    throw new FormatError(`${path}: ${cause.message}`, { cause });
  }
}
