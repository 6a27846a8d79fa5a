import { FormatError } from "../core/errors.js";
import { type Json, parseJson } from "../core/json.js";
import { type JsonReader, jsonReader } from "../core/json-reader.js";
import { type BoostedTrees, boostedTrees } from "./boosted-trees.js";
import { treeFromJson } from "./tree.js";

export interface FromXgboostOptions {
  /** Names of the columns, in order. Default: the names in the file; a file without names needs them. */
  readonly featureNames?: readonly string[];
  /** Names the file in errors. */
  readonly place?: string;
}

/**
 * Boosted trees from the text or value of XGBoost's JSON model file; they predict what XGBoost predicts, to the bit.
 *
 * Takes `gbtree` models for squared error of XGBoost 1.x to 3.x. Refuses other boosters and objectives, several outputs and
 * categorical splits, which would be read wrongly.
 */
export function fromXgboostJson(
  json: Json,
  { featureNames, place = "fromXgboostJson" }: FromXgboostOptions = {},
): BoostedTrees {
  const learner = jsonReader(typeof json === "string" ? parseJson(json, place) : json, place).object("learner");
  const booster = learner.object("gradient_booster");
  const objective = learner.object("objective");
  const settings = learner.object("learner_model_param");
  mustBe(booster, "name", ["gbtree"]);
  mustBe(objective, "name", ["reg:squarederror", "reg:linear"]);
  mustBe(settings, "num_class", ["0"]);
  if (settings.has("num_target")) mustBe(settings, "num_target", ["0", "1"]);

  const featureCount = Number(settings.text("num_feature"));
  const names = featureNames ?? (learner.has("feature_names") ? learner.texts("feature_names") : []);
  if (names.length !== featureCount) {
    throw new FormatError(
      `${place}: the model has ${featureCount} columns and ${names.length} names; give featureNames, one for each column`,
    );
  }
  const trees = booster
    .object("model")
    .objects("trees")
    .map((tree) => {
      if (tree.has("split_type") && tree.numbers("split_type").some((type) => type !== 0)) {
        throw new FormatError(
          `${tree.place}: it splits on categories, which is not supported; train with encoded columns`,
        );
      }
      return treeFromJson(tree, featureCount);
    });
  return boostedTrees({ featureNames: names, trees, offset: 0, baseScore: baseScoreOf(settings) });
}

function mustBe(reader: JsonReader, key: string, allowed: readonly string[]): void {
  const value = reader.text(key);
  if (!allowed.includes(value)) {
    throw new FormatError(
      `${reader.place}.${key}: only ${allowed.join(" or ")} can be read, got ${JSON.stringify(value)}`,
    );
  }
}

/** XGBoost 1 and 2 write one number, 3 may write a list of one. */
function baseScoreOf(settings: JsonReader): number {
  const text = settings.text("base_score");
  const value = Number(text.replace(/^\[(.*)\]$/, "$1"));
  if (text === "" || !Number.isFinite(value)) {
    throw new FormatError(`${settings.place}.base_score: must be one number, got ${JSON.stringify(text)}`);
  }
  return Math.fround(value);
}
