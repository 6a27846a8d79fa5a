import { ArgumentError } from "../../core/errors.js";
import { mapIntegers } from "../../core/map-numbers.js";
import type { BoostedTrees } from "./boosted-trees.js";
import type { Tree } from "./tree.js";
import { categoryLists } from "./tree-categories.js";

/**
 * The model as XGBoost's JSON model file (format of 1.7, which later versions read): save it and load it with
 * `xgboost.Booster(model_file=...)`. Objectives become `reg:squarederror`, `reg:absoluteerror`, `binary:logistic` and
 * `multi:softprob`; classes are numbered from 0 in their order.
 *
 * Splits on categories are written as XGBoost 1.6 and later read them; a table for such a model needs the type `c` for
 * these columns and `enable_categorical`. XGBoost 3.1 can store the names of categories too, which this file does not
 * have: codes must stay the same.
 *
 * XGBoost stores the base score as float32, so its predictions agree to about seven digits. It stores one for all
 * classes: with softmax the initial score of each class is added to the leaves of its first tree. A quantile is
 * refused: XGBoost 1.7 has no such objective.
 *
 * @example toXgboostJson(gradientBoosting().fit(matrix, target)) // '{"version":[1,7,4],"learner":{...}}'
 */
export function toXgboostJson(model: BoostedTrees): string {
  const { featureNames, trees, classes } = model;
  const outputs = model.offsets.length;
  const { name, baseScore, parameters } = objectiveFields(model);
  const shifted = outputs === 1 ? trees : trees.map((tree, index) => withFirstOffset(model, tree, index));
  return formatField({
    version: Int32Array.of(1, 7, 4),
    learner: {
      attributes: {},
      feature_names: [...featureNames],
      feature_types: featureTypes(model),
      gradient_booster: {
        name: "gbtree",
        model: {
          gbtree_model_param: { num_parallel_tree: "1", num_trees: String(trees.length), size_leaf_vector: "0" },
          tree_info: mapIntegers(trees, (_, index) => index % outputs),
          trees: shifted.map((tree, id) => treeFields(tree, id, featureNames.length)),
        },
      },
      learner_model_param: {
        base_score: floatToken(baseScore),
        boost_from_average: "1",
        num_class: outputs === 1 ? "0" : String(classes.length),
        num_feature: String(featureNames.length),
        num_target: "1",
      },
      objective: { name, ...parameters },
    },
  });
}

/** A column that some node splits by its categories is `c`. */
function featureTypes({ featureNames, trees }: BoostedTrees): readonly string[] {
  const types = featureNames.map(() => "float");
  for (const { categories, splitIndices } of trees) {
    categories?.forEach((right, node) => {
      if (right !== undefined) types[splitIndices[node]] = "c";
    });
  }
  return types;
}

interface ObjectiveFields {
  readonly name: string;
  readonly baseScore: number;
  readonly parameters: Fields;
}

function objectiveFields({ objective, offsets, baseScores, classes }: BoostedTrees): ObjectiveFields {
  const margin = offsets[0] + baseScores[0];
  const unweighted = { reg_loss_param: { scale_pos_weight: "1" } };
  switch (objective) {
    case "squared":
      return { name: "reg:squarederror", baseScore: margin, parameters: unweighted };
    case "absolute":
      return { name: "reg:absoluteerror", baseScore: margin, parameters: {} };
    case "logistic":
      return { name: "binary:logistic", baseScore: 1 / (1 + Math.exp(-margin)), parameters: unweighted };
    case "softmax":
      return {
        name: "multi:softprob",
        baseScore: 0.5,
        parameters: { softmax_multiclass_param: { num_class: String(classes.length) } },
      };
    case "quantile":
      throw new ArgumentError(
        'toXgboostJson: XGBoost 1.7 has no quantile objective; save toJSON() instead, or train with objective "absolute"',
      );
  }
}

/** The first tree of a class with the class's initial score added to its leaves. */
function withFirstOffset({ offsets, baseScores }: BoostedTrees, tree: Tree, index: number): Tree {
  if (index >= offsets.length) return tree;
  const offset = offsets[index] + baseScores[index];
  const splitConditions = tree.splitConditions.map((value, node) =>
    tree.leftChildren[node] < 0 ? value + offset : value,
  );
  return { ...tree, splitConditions };
}

/** The parent of the root in XGBoost's files. */
const noParent = 2_147_483_647;

function treeFields(tree: Tree, id: number, featureCount: number): Fields {
  const count = tree.leftChildren.length;
  const lists = categoryLists(tree.categories);
  const parents = new Int32Array(count).fill(noParent);
  for (let node = 0; node < count; node++) {
    const left = tree.leftChildren[node];
    if (left < 0) continue;
    parents[left] = node;
    parents[tree.rightChildren[node]] = node;
  }
  return {
    base_weights: tree.baseWeights,
    categories: Int32Array.from(lists.categories),
    categories_nodes: Int32Array.from(lists.categories_nodes),
    categories_segments: Int32Array.from(lists.categories_segments),
    categories_sizes: Int32Array.from(lists.categories_sizes),
    default_left: Int32Array.from(tree.defaultLeft),
    id: Int32Array.of(id),
    left_children: tree.leftChildren,
    loss_changes: tree.lossChanges,
    parents,
    right_children: tree.rightChildren,
    split_conditions: tree.splitConditions,
    split_indices: tree.splitIndices,
    split_type: mapIntegers({ length: count }, (_, node) => (tree.categories?.[node] === undefined ? 0 : 1)),
    sum_hessian: tree.sumHessian,
    tree_param: {
      num_deleted: "0",
      num_feature: String(featureCount),
      num_nodes: String(count),
      size_leaf_vector: "0",
    },
  };
}

/**
 * Typed arrays mark which numbers XGBoost expects as integers and which as floats; it refuses a float written as `5`.
 */
type Field = string | Int32Array | Float32Array | readonly string[] | readonly Fields[] | Fields;
type Fields = { readonly [key: string]: Field };

function formatField(field: Field): string {
  if (typeof field === "string") return JSON.stringify(field);
  if (field instanceof Int32Array) return `[${field.join(",")}]`;
  if (field instanceof Float32Array) return `[${Array.from(field, floatToken).join(",")}]`;
  if (Array.isArray(field)) return `[${(field as readonly Field[]).map(formatField).join(",")}]`;
  const fields = Object.entries(field as Fields).map(([key, value]) =>
    key === "id" && value instanceof Int32Array ? `"id":${value[0]}` : `${JSON.stringify(key)}:${formatField(value)}`,
  );
  return `{${fields.join(",")}}`;
}

/** A float32 with nine digits, which restore the same float32, always with an exponent. */
function floatToken(value: number): string {
  return Number(Math.fround(value).toPrecision(9)).toExponential().replace("e+", "E").replace("e", "E");
}
