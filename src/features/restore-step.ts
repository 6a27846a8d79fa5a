import { ArgumentError, FormatError } from "../core/errors.js";
import type { Json } from "../core/json.js";
import { type JsonReader, jsonReader } from "../core/json-reader.js";
import { restoreCalendarParts } from "./calendar-parts.js";
import { restoreClip } from "./clip.js";
import { restoreCorrelationFilter } from "./correlation-filter.js";
import { restoreCyclic } from "./cyclic.js";
import { restoreDifferences } from "./differences.js";
import { restoreDrop } from "./drop.js";
import { restoreFrequencyEncode } from "./frequency-encode.js";
import { restoreImpute } from "./impute.js";
import { restoreKMeans } from "./k-means.js";
import { restoreLags } from "./lags.js";
import { restoreLog1p } from "./log1p.js";
import { restoreMinMaxScale } from "./min-max-scale.js";
import { restoreNearestOnSphere } from "./nearest-on-sphere.js";
import { restoreOneHot } from "./one-hot.js";
import { restoreOrdinal } from "./ordinal.js";
import { restorePca } from "./pca.js";
import { restorePolynomialFeatures } from "./polynomial-features.js";
import { restoreQuantileScale } from "./quantile-scale.js";
import { restoreRobustScale } from "./robust-scale.js";
import { restoreRolling } from "./rolling.js";
import { restoreSelect } from "./select.js";
import { restoreSelectKBest } from "./select-k-best.js";
import { restoreStandardScale } from "./standard-scale.js";
import type { FittedStep } from "./step.js";
import { restoreTargetEncode } from "./target-encode.js";
import { restoreVarianceThreshold } from "./variance-threshold.js";
import { restoreYeoJohnson } from "./yeo-johnson.js";

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
