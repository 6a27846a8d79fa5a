import { FormatError } from "../../core/errors.js";
import { type Json, parseJson } from "../../core/json.js";
import { type JsonReader, jsonReader } from "../../core/json-reader.js";
import { type BoostedTrees, boostedTrees } from "./boosted-trees.js";
import type { ObjectiveName } from "./boosting-objective.js";
import { type Tree, treeFromJson } from "./tree.js";

export interface FromXgboostOptions {
  /**
   * Names of the columns, in order; required where the file has none.
   * @default the names in the file
   */
  readonly featureNames?: readonly string[] | undefined;
  /**
   * The path of the file, for messages.
   * @default "fromXgboostJson"
   */
  readonly path?: string | undefined;
}

/**
 * Boosted trees from XGBoost's JSON model file, as a string or parsed; for regression the sums of trees are XGBoost's
 * to the bit.
 *
 * Reads `gbtree` models of XGBoost 1.x to 3.x for squared, absolute and quantile error, two classes (`binary:logistic`,
 * `binary:logitraw`) and several (`multi:softprob`, `multi:softmax`); classes are 0, 1, and so on. The versions differ
 * in the base score: 1.x writes the given one or 0.5, 2.x its own estimate, 3.x a list with one number per output, all
 * as a probability for two classes. Refuses other boosters and objectives, several targets and dropped trees, which
 * would give wrong predictions. Categories are codes from 0; those that a split does not list go left.
 *
 * @example fromXgboostJson(await readFile("model.json", "utf8"), { path: "model.json" }).predict(matrix) // one value per row
 */
export function fromXgboostJson(
  json: Json,
  { featureNames, path = "fromXgboostJson" }: FromXgboostOptions = {},
): BoostedTrees {
  const learner = jsonReader(typeof json === "string" ? parseJson(withoutNaN(json), path) : json, path).object(
    "learner",
  );
  const booster = learner.object("gradient_booster");
  const settings = learner.object("learner_model_param");
  requireValue(booster, "name", ["gbtree"]);
  requireValue(learner.object("objective"), "name", Object.keys(objectives));
  const objective = objectives[learner.object("objective").string("name")];
  if (settings.has("num_target")) requireValue(settings, "num_target", ["0", "1"]);
  const classCount = Number(settings.string("num_class"));
  if (objective !== "softmax") requireValue(settings, "num_class", ["0", "1"]);
  else if (!(classCount >= 2)) {
    throw new FormatError(`${settings.path}.num_class: expected 2 or more, got ${classCount}`);
  }
  const outputs = objective === "softmax" ? classCount : 1;

  const featureCount = Number(settings.string("num_feature"));
  const names = featureNames ?? (learner.has("feature_names") ? learner.strings("feature_names") : []);
  if (names.length !== featureCount) {
    throw new FormatError(
      `${path}: the model has ${featureCount} columns and ${names.length} names; set featureNames with one name per column`,
    );
  }
  return boostedTrees({
    featureNames: names,
    objective,
    quantile: 0.5,
    classes: objective === "logistic" ? [0, 1] : Array.from({ length: outputs === 1 ? 0 : outputs }, (_, k) => k),
    offsets: Array.from({ length: outputs }, () => 0),
    baseScores: baseScores(settings, objective, outputs),
    trees: orderByRound(booster.object("model"), outputs, featureCount),
  });
}

const objectives: Readonly<Record<string, ObjectiveName>> = {
  "reg:squarederror": "squared",
  "reg:linear": "squared",
  "reg:absoluteerror": "absolute",
  "reg:quantileerror": "quantile",
  "binary:logistic": "logistic",
  "binary:logitraw": "logistic",
  "multi:softprob": "softmax",
  "multi:softmax": "softmax",
};

/** XGBoost writes NaN, which is invalid in JSON, as the threshold of nodes that split on categories. */
function withoutNaN(text: string): string {
  return text.replaceAll(/"split_conditions":\s*\[[^\]]*\]/g, (field) => field.replaceAll("NaN", "0"));
}

function requireValue(reader: JsonReader, key: string, allowed: readonly string[]): void {
  const value = reader.string(key);
  if (!allowed.includes(value)) {
    throw new FormatError(`${reader.path}.${key}: expected ${allowed.join(" or ")}, got ${JSON.stringify(value)}`);
  }
}

/** The trees in rounds of one tree per output; several parallel trees of a round become several rounds. */
function orderByRound(model: JsonReader, outputs: number, featureCount: number): readonly Tree[] {
  const treeOutputs = model.numbers("tree_info");
  const perOutput: Tree[][] = Array.from({ length: outputs }, () => []);
  model.objects("trees").forEach((tree, index) => {
    const outputTrees = perOutput[treeOutputs[index] ?? -1];
    if (outputTrees === undefined) {
      throw new FormatError(
        `${model.path}.tree_info: tree ${index} has output ${treeOutputs[index]}, the model has ${outputs} outputs`,
      );
    }
    outputTrees.push(treeFromJson(tree, featureCount));
  });
  const rounds = perOutput[0]?.length ?? 0;
  if (perOutput.some((output) => output.length !== rounds)) {
    throw new FormatError(
      `${model.path}: outputs have ${perOutput.map((output) => output.length).join(", ")} trees; expected the same number for each`,
    );
  }
  return Array.from(
    { length: rounds * outputs },
    (_, index) => perOutput[index % outputs][Math.floor(index / outputs)],
  );
}

/** Initial value of the sum of each output's trees; a single number in the file applies to all. */
function baseScores(settings: JsonReader, objective: ObjectiveName, outputs: number): number[] {
  const text = settings.string("base_score");
  const values = text
    .replace(/^\[(.*)\]$/, "$1")
    .split(",")
    .map((item) => (item.trim() === "" ? Number.NaN : Number(item)));
  if (!values.every(Number.isFinite) || (values.length !== 1 && values.length !== outputs)) {
    throw new FormatError(
      `${settings.path}.base_score: expected one number or an array of ${outputs}, got ${JSON.stringify(text)}`,
    );
  }
  return Array.from({ length: outputs }, (_, output) => {
    const value = Math.fround(values[values.length === 1 ? 0 : output]);
    if (objective !== "logistic") return value;
    if (!(value > 0 && value < 1)) {
      throw new FormatError(`${settings.path}.base_score: expected a probability between 0 and 1, got ${value}`);
    }
    return Math.fround(-Math.log(Math.fround(1 / value) - 1));
  });
}
