import { FormatError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";
import type { Matrix } from "../../table/matrix.js";
import { checkComplete, checkFeatures } from "../check-fit.js";
import { likeliestClass, softmaxRows } from "../known-classes.js";
import type { FittedClassifier } from "../model.js";

/** Fitted logistic regression. */
export interface FittedLogistic extends FittedClassifier {
  readonly kind: "logistic";
  /** Change of the logarithm of the odds per unit of each feature: for two classes of the second, else one map per class. */
  readonly coefficients: readonly ReadonlyMap<string, number>[];
  /** The logarithm of the odds where every feature is 0. */
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
  /** `level` is the logarithm of the odds at the centres: an intercept far from the rows would lose digits. */
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
      const list = new Float64Array(matrix.rowCount).fill(level);
      matrix.columns.forEach((values, place) => {
        const [own, centre] = [coefficients[place], centres[place]];
        for (let row = 0; row < list.length; row++) {
          list[row] = list[row] + own * (values[row] - centre);
        }
      });
      return list;
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
      ({ coefficients }) => new Map(featureNames.map((name, place) => [name, coefficients[place]])),
    ),
    intercepts: outputs.map(({ coefficients, level }) =>
      coefficients.reduce((total, own, place) => total - own * centres[place], level),
    ),
    probabilities,
    predict: (matrix) => likeliestClass(classes, probabilities(matrix)),
    importance() {
      const sizes = featureNames.map((_, place) =>
        outputs.reduce((total, { coefficients }) => total + Math.abs(coefficients[place]) * spreads[place], 0),
      );
      const total = sizes.reduce((sum, size) => sum + size, 0);
      const shares = featureNames.map((name, place) => [name, total === 0 ? 0 : (sizes[place] ?? 0) / total] as const);
      return new Map(shares.sort((a, b) => b[1] - a[1]));
    },
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

/** Brings back what `toJSON` of fitted logistic regression wrote. */
export function restoreLogistic(json: JsonReader): FittedLogistic {
  const featureNames = json.strings("featureNames");
  const classes = json.numbers("classes");
  const perFeature = (reader: JsonReader, key: string): Float64Array => {
    const values = Float64Array.from(reader.numbers(key));
    if (values.length === featureNames.length) return values;
    throw new FormatError(`${reader.path}.${key}: must hold ${featureNames.length} numbers, one per feature`);
  };
  const outputs = json
    .objects("outputs")
    .map((item) => ({ coefficients: perFeature(item, "coefficients"), level: item.number("level") }));
  if (classes.length < 2 || outputs.length !== (classes.length === 2 ? 1 : classes.length)) {
    throw new FormatError(
      `${json.path}.outputs: ${outputs.length} sets of coefficients do not fit ${classes.length} classes`,
    );
  }
  const [centres, spreads] = [perFeature(json, "centres"), perFeature(json, "spreads")];
  return fittedLogistic({ featureNames, classes, centres, spreads, outputs });
}
