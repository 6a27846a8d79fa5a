import { FormatError } from "../../core/errors.js";
import { type Json, parseJson } from "../../core/json.js";
import { type JsonReader, jsonReader } from "../../core/json-reader.js";
import { type BoostedTrees, boostedTrees } from "./boosted-trees.js";
import type { ObjectiveName } from "./boosting-objective.js";
import { packTrees } from "./pack-trees.js";
import { type Tree, treeFromJson } from "./tree.js";

export interface FromXgboostOptions {
  /**
   * Names of the columns, in order; required where the file has none.
   * @default the names in the file
   */
  readonly featureNames?: readonly string[] | undefined;
  /**
   * The rounds of a model that stopped early: up to its best one (`best_iteration` in the file), as XGBoost's
   * estimators predict, or `all`.
   * @default "best"
   */
  readonly rounds?: "best" | "all" | undefined;
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
  { featureNames, rounds = "best", path = "fromXgboostJson" }: FromXgboostOptions = {},
): BoostedTrees {
  const learner = jsonReader(
    typeof json === "string" ? parseJson(withoutNaN(json), path, "fromXgboostJson") : json,
    path,
  ).object("learner");
  const booster = learner.object("gradient_booster");
  const settings = learner.object("learner_model_param");
  requireValue(booster, "name", ["gbtree"]);
  requireValue(learner.object("objective"), "name", Object.keys(objectives));
  const objective = objectives[learner.object("objective").string("name")];
  if (settings.has("num_target")) requireValue(settings, "num_target", ["0", "1"]);
  if (objective !== "softmax") requireValue(settings, "num_class", ["0", "1"]);
  const outputs = objective === "softmax" ? readCount(settings, "num_class", 2, maxClasses) : 1;

  const featureCount = readCount(settings, "num_feature", 0, Number.MAX_SAFE_INTEGER);
  const names = featureNames ?? (learner.has("feature_names") ? learner.strings("feature_names") : []);
  if (names.length !== featureCount) {
    throw new FormatError(
      `${path}: the model has ${featureCount} columns and ${names.length} names; set featureNames with one name per column`,
    );
  }
  return boostedTrees(
    {
      featureNames: names,
      objective,
      quantile: 0.5,
      classes: objective === "logistic" ? [0, 1] : Array.from({ length: outputs === 1 ? 0 : outputs }, (_, k) => k),
      offsets: Array.from({ length: outputs }, () => 0),
      baseScores: baseScores(settings, objective, outputs),
      trees: orderByRound(booster.object("model"), outputs, featureCount, rounds === "best" ? learner : undefined),
    },
    packTrees,
  );
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

/** Limit of the number of classes, against files that would fill the memory. */
const maxClasses = 65_536;

/** An integer, which XGBoost writes as a string. */
function readCount(reader: JsonReader, key: string, low: number, high: number): number {
  const text = reader.string(key);
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= low && value <= high) return value;
  const range = high === Number.MAX_SAFE_INTEGER ? `>= ${low}` : `from ${low} to ${high}`;
  throw reader.invalid(key, `an integer ${range}, got ${JSON.stringify(text)}`);
}

/** The number of an output's trees up to the best round, of `count`: all of them without early stopping. */
function countBest(learner: JsonReader, model: JsonReader, count: number): number {
  const attributes = learner.has("attributes") ? learner.object("attributes") : undefined;
  if (attributes?.has("best_iteration") !== true) return count;
  const perRound = readCount(model.object("gbtree_model_param"), "num_parallel_tree", 1, Number.MAX_SAFE_INTEGER);
  return (readCount(attributes, "best_iteration", 0, count / perRound - 1) + 1) * perRound;
}

function requireValue(reader: JsonReader, key: string, allowed: readonly string[]): void {
  const value = reader.string(key);
  if (!allowed.includes(value)) {
    throw reader.invalid(key, `${allowed.join(" or ")}, got ${JSON.stringify(value)}`);
  }
}

/** The trees in rounds of one tree per output; several parallel trees of a round become several rounds. */
function orderByRound(
  model: JsonReader,
  outputs: number,
  featureCount: number,
  stopped: JsonReader | undefined,
): readonly Tree[] {
  const treeOutputs = model.numbers("tree_info");
  const perOutput: Tree[][] = Array.from({ length: outputs }, () => []);
  model.objects("trees").forEach((tree, index) => {
    const outputTrees = perOutput[treeOutputs[index] ?? -1];
    if (outputTrees === undefined) {
      throw new FormatError(
        `${model.path}.tree_info: tree ${index} has output ${treeOutputs[index]}, the model has ${outputs} outputs; save the model again with XGBoost`,
      );
    }
    outputTrees.push(toTree(tree, featureCount));
  });
  const count = perOutput[0].length;
  const other = perOutput.findIndex((trees) => trees.length !== count);
  if (other >= 0) {
    throw new FormatError(
      `${model.path}.tree_info: output ${other} has ${perOutput[other].length} trees, output 0 has ${count}; expected the same number`,
    );
  }
  const rounds = stopped === undefined ? count : countBest(stopped, model, count);
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
    throw settings.invalid("base_score", `one number or an array of ${outputs}, got ${JSON.stringify(text)}`);
  }
  return Array.from({ length: outputs }, (_, output) => {
    const value = Math.fround(values[values.length === 1 ? 0 : output]);
    if (objective !== "logistic") return value;
    if (!(value > 0 && value < 1)) {
      throw settings.invalid("base_score", `a probability between 0 and 1, got ${value}`);
    }
    return Math.fround(-Math.log(Math.fround(1 / value) - 1));
  });
}

function toTree(json: JsonReader, featureCount: number): Tree {
  const tree = treeFromJson(json, featureCount, flags(json.value("default_left")));
  const types = json.has("split_type") ? json.numbers("split_type") : [];
  const [marked, listed] = [types, tree.categories ?? []].map((nodes) => nodes.filter(Boolean).length);
  if (types.length === 0 || marked === listed) return tree;
  throw json.invalid("categories_nodes", `categories for ${marked} nodes, got ${listed}`);
}

/** Booleans in files of XGBoost before 1.6, 0 and 1 in later ones. */
function flags(value: Json): readonly number[] {
  return Array.isArray(value) && value.every((item) => item === 0 || item === 1 || typeof item === "boolean")
    ? value.map(Number)
    : [];
}
