import { FormatError } from "../../core/errors.js";
import { type Json, parseJson } from "../../core/json.js";
import { type JsonReader, jsonReader } from "../../core/json-reader.js";
import { type BoostedTrees, boostedTrees } from "./boosted-trees.js";
import type { ObjectiveName } from "./boosting-objective.js";
import { type Tree, treeFromJson } from "./tree.js";

export interface FromXgboostOptions {
  /** Names of the columns, in order. Default: the names in the file; a file without names needs them. */
  readonly featureNames?: readonly string[];
  /** Names the file in errors. */
  readonly place?: string;
}

/**
 * Boosted trees from the text or value of XGBoost's JSON model file; the sums of their trees are XGBoost's, to the bit for regression.
 *
 * Takes `gbtree` models of XGBoost 1.x to 3.x for squared, absolute and quantile error, two classes (`binary:logistic`, `binary:logitraw`)
 * and several (`multi:softprob`, `multi:softmax`); classes are 0, 1, and so on. The versions differ in the base score: 1.x writes the
 * given one or 0.5, 2.x its own estimate, 3.x a list with one number per output, all as a probability for two classes. Refuses other
 * boosters and objectives, several targets and dropped trees, which would be read wrongly. Splits on categories are read as they are:
 * codes from 0, others than the listed ones go left.
 */
export function fromXgboostJson(
  json: Json,
  { featureNames, place = "fromXgboostJson" }: FromXgboostOptions = {},
): BoostedTrees {
  const learner = jsonReader(typeof json === "string" ? parseJson(withoutNaN(json), place) : json, place).object(
    "learner",
  );
  const booster = learner.object("gradient_booster");
  const settings = learner.object("learner_model_param");
  mustBe(booster, "name", ["gbtree"]);
  mustBe(learner.object("objective"), "name", Object.keys(objectives));
  const objective = objectives[learner.object("objective").string("name")];
  if (settings.has("num_target")) mustBe(settings, "num_target", ["0", "1"]);
  const classCount = Number(settings.string("num_class"));
  if (objective !== "softmax") mustBe(settings, "num_class", ["0", "1"]);
  else if (!(classCount >= 2)) {
    throw new FormatError(`${settings.path}.num_class: several classes are at least 2, got ${classCount}`);
  }
  const outputs = objective === "softmax" ? classCount : 1;

  const featureCount = Number(settings.string("num_feature"));
  const names = featureNames ?? (learner.has("feature_names") ? learner.strings("feature_names") : []);
  if (names.length !== featureCount) {
    throw new FormatError(
      `${place}: the model has ${featureCount} columns and ${names.length} names; give featureNames, one for each column`,
    );
  }
  return boostedTrees({
    featureNames: names,
    objective,
    quantile: 0.5,
    classes: objective === "logistic" ? [0, 1] : Array.from({ length: outputs === 1 ? 0 : outputs }, (_, k) => k),
    offsets: Array.from({ length: outputs }, () => 0),
    baseScores: baseScores(settings, objective, outputs),
    trees: roundAfterRound(booster.object("model"), outputs, featureCount),
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

/** XGBoost writes NaN, which is no JSON, as the threshold of nodes that split on categories. */
function withoutNaN(text: string): string {
  return text.replaceAll(/"split_conditions":\s*\[[^\]]*\]/g, (field) => field.replaceAll("NaN", "0"));
}

function mustBe(reader: JsonReader, key: string, allowed: readonly string[]): void {
  const value = reader.string(key);
  if (!allowed.includes(value)) {
    throw new FormatError(
      `${reader.path}.${key}: only ${allowed.join(" or ")} can be read, got ${JSON.stringify(value)}`,
    );
  }
}

/** The trees so that each round has one tree for each output; several parallel trees a round become several rounds. */
function roundAfterRound(model: JsonReader, outputs: number, featureCount: number): readonly Tree[] {
  const outputOf = model.numbers("tree_info");
  const perOutput: Tree[][] = Array.from({ length: outputs }, () => []);
  model.objects("trees").forEach((tree, place) => {
    const own = perOutput[outputOf[place] ?? -1];
    if (own === undefined) {
      throw new FormatError(`${model.path}.tree_info: tree ${place} is for output ${outputOf[place]} of ${outputs}`);
    }
    own.push(treeFromJson(tree, featureCount));
  });
  const rounds = perOutput[0]?.length ?? 0;
  if (perOutput.some((own) => own.length !== rounds)) {
    throw new FormatError(
      `${model.path}: outputs have ${perOutput.map((own) => own.length).join(", ")} trees; they must have equally many`,
    );
  }
  return Array.from({ length: rounds * outputs }, (_, place) => {
    return perOutput[place % outputs]?.[Math.floor(place / outputs)];
  });
}

/** Where the sum of each output's trees begins; a file with one number has it for all. */
function baseScores(settings: JsonReader, objective: ObjectiveName, outputs: number): number[] {
  const text = settings.string("base_score");
  const values = text
    .replace(/^\[(.*)\]$/, "$1")
    .split(",")
    .map((item) => (item.trim() === "" ? Number.NaN : Number(item)));
  if (!values.every(Number.isFinite) || (values.length !== 1 && values.length !== outputs)) {
    throw new FormatError(
      `${settings.path}.base_score: must be one number or a list of ${outputs}, got ${JSON.stringify(text)}`,
    );
  }
  return Array.from({ length: outputs }, (_, output) => {
    const value = Math.fround(values[values.length === 1 ? 0 : output]);
    if (objective !== "logistic") return value;
    if (!(value > 0 && value < 1)) {
      throw new FormatError(`${settings.path}.base_score: must be a probability between 0 and 1, got ${value}`);
    }
    return Math.fround(-Math.log(Math.fround(1 / value) - 1));
  });
}
