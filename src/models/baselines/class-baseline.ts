import { checkKnownValue } from "../../core/check-known-value.js";
import type { JsonReader } from "../../core/json-reader.js";
import { mapNumbers } from "../../core/map-numbers.js";
import { checkFit } from "../check-fit.js";
import { encodeClasses } from "../encode-classes.js";
import type { FittedClassifier, FittedModel, Model } from "../model.js";
import { mostLikelyClass } from "../most-likely-class.js";

export interface BaselineOptions {
  /**
   * `number` predicts a number, for a target of 0 and 1 the probability of 1; `class` gives a probability for each
   * class of a target of classes and predicts the most likely one.
   * @default "number"
   */
  readonly target?: "number" | "class" | undefined;
}

/** The baseline for the kind of target: itself for numbers, or fitted to each class. */
export function chooseTarget(caller: string, model: Model, target: BaselineOptions["target"]): Model {
  checkKnownValue(caller, "target", target ?? "number", ["number", "class"]);
  return target === "class" ? classBaseline(caller, model) : model;
}

/**
 * The baseline for classes: a baseline for numbers fitted to each class, with 1 for the rows of the class and 0 for all
 * others, so its predictions are probabilities.
 */
function classBaseline(caller: string, model: Model): Model {
  return {
    ...model,
    fit(matrix, target, options) {
      checkFit(caller, matrix, target);
      const { classes, codes } = encodeClasses(caller, target);
      const perClass = classes.map((_, code) =>
        model.fit(
          matrix,
          mapNumbers(codes, (rowCode) => (rowCode === code ? 1 : 0)),
          options,
        ),
      );
      return fittedClassBaseline(classes, perClass);
    },
  };
}

/** The fitted baseline that `toJSON` wrote: for classes, or the one for numbers that `restore` reads. */
export function restoreBaseline(restore: (json: JsonReader) => FittedModel): (json: JsonReader) => FittedModel {
  return (json) => {
    if (!json.has("perClass")) return restore(json);
    const classes = json.numbers("classes");
    const perClass = json.objects("perClass").map(restore);
    if (classes.length < 2 || perClass.length !== classes.length) {
      throw json.invalid("perClass", `a model for each class, got ${perClass.length} for ${classes.length}`);
    }
    return fittedClassBaseline(classes, perClass);
  };
}

function fittedClassBaseline(classes: readonly number[], perClass: readonly FittedModel[]): FittedClassifier {
  const [{ kind, featureNames }] = perClass;
  // A mean that is a sum of rounded parts may be just outside.
  const clip = (value: number): number => Math.min(1, Math.max(0, value));
  const probabilities: FittedClassifier["probabilities"] = (matrix) =>
    perClass.map((model) => model.predict(matrix).map(clip));
  return {
    kind,
    featureNames,
    classes,
    probabilities,
    predict: (matrix) => mostLikelyClass(classes, probabilities(matrix)),
    toJSON: () => ({ kind, classes: [...classes], perClass: perClass.map((model) => model.toJSON()) }),
  };
}
