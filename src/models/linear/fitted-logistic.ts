import type { JsonReader } from "../../core/json-reader.js";
import type { Matrix } from "../../table/matrix.js";
import { checkComplete, checkFeatures } from "../check-fit.js";
import { importanceShares } from "../importance-shares.js";
import type { FittedClassifier } from "../model.js";
import { mostLikelyClass } from "../most-likely-class.js";
import { readNumbers } from "../read-numbers.js";
import { softmaxRows } from "../softmax-rows.js";

/** Fitted logistic regression. */
export interface FittedLogistic extends FittedClassifier {
  readonly kind: "logistic";
  /** Change of the log odds per unit of each feature: for two classes those of the second, else one map per class. */
  readonly coefficients: readonly ReadonlyMap<string, number>[];
  /** The log odds where every feature is 0. */
  readonly intercepts: readonly number[];
  /** Share of each feature's |coefficient| x standard deviation, summed over classes. */
  importance(): ReadonlyMap<string, number>;
}

/** The parts of fitted logistic regression. */
export interface FittedLogisticParts {
  readonly featureNames: readonly string[];
  readonly classes: readonly number[];
  readonly centres: Float64Array;
  readonly spreads: Float64Array;
  /** `level` is the log odds at the centres: an intercept far from the rows would lose digits. */
  readonly outputs: readonly { readonly coefficients: Float64Array; readonly level: number }[];
}

/** Fitted logistic regression from its parts. */
export function fittedLogistic({
  featureNames,
  classes,
  centres,
  spreads,
  outputs,
}: FittedLogisticParts): FittedLogistic {
  const probabilities = (matrix: Matrix): readonly Float64Array[] => {
    checkFeatures("logistic", featureNames, matrix);
    checkComplete("logistic", matrix);
    const logits = outputs.map(({ coefficients, level }) => {
      const scores = new Float64Array(matrix.rowCount).fill(level);
      matrix.columns.forEach((values, index) => {
        const [coefficient, centre] = [coefficients[index], centres[index]];
        for (let row = 0; row < scores.length; row++) {
          scores[row] = scores[row] + coefficient * (values[row] - centre);
        }
      });
      return scores;
    });
    if (outputs.length > 1) {
      softmaxRows(logits);
      return logits;
    }
    const second = (logits[0] ?? new Float64Array(0)).map((logit) => 1 / (1 + Math.exp(-logit)));
    return [second.map((value) => 1 - value), second];
  };
  return {
    kind: "logistic",
    featureNames,
    classes,
    coefficients: outputs.map(
      ({ coefficients }) => new Map(featureNames.map((name, index) => [name, coefficients[index]])),
    ),
    intercepts: outputs.map(({ coefficients, level }) =>
      coefficients.reduce((total, value, index) => total - value * centres[index], level),
    ),
    probabilities,
    predict: (matrix) => mostLikelyClass(classes, probabilities(matrix)),
    importance: () =>
      importanceShares(
        featureNames,
        spreads.map((spread, index) =>
          outputs.reduce((total, { coefficients }) => total + Math.abs(coefficients[index]) * spread, 0),
        ),
      ),
    toJSON: () => ({
      kind: "logistic",
      featureNames: [...featureNames],
      classes: [...classes],
      centres: [...centres],
      spreads: [...spreads],
      outputs: outputs.map(({ coefficients, level }) => ({ coefficients: [...coefficients], level })),
    }),
  };
}

/** The fitted model that `toJSON` wrote. */
export function restoreLogistic(json: JsonReader): FittedLogistic {
  const featureNames = json.strings("featureNames");
  const classes = json.numbers("classes");
  const perFeature = (reader: JsonReader, key: string): Float64Array => readNumbers(reader, key, featureNames.length);
  const outputs = json
    .objects("outputs")
    .map((item) => ({ coefficients: perFeature(item, "coefficients"), level: item.number("level") }));
  if (classes.length < 2 || outputs.length !== (classes.length === 2 ? 1 : classes.length)) {
    throw json.invalid("outputs", `one for each class, or one for two, got ${outputs.length} for ${classes.length}`);
  }
  const [centres, spreads] = [perFeature(json, "centres"), perFeature(json, "spreads")];
  return fittedLogistic({ featureNames, classes, centres, spreads, outputs });
}
