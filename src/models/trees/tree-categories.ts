import { FormatError } from "../../core/errors.js";
import type { JsonReader } from "../../core/json-reader.js";

/** For each node that splits on a category, a 1 for every code that goes right (from 0); undefined for other nodes. */
export type TreeCategories = readonly (Uint8Array | undefined)[];

/**
 * Upper limit of a category's code in a model file: XGBoost stores codes as float32, which is exact for integers up to
 * here.
 */
const maxCode = 16_777_216;

/**
 * Whether a row with this value, not missing, goes left at a node whose categories `right` go right; all others go
 * left.
 */
export function categoryGoesLeft(right: Uint8Array, value: number): boolean {
  return right[Math.trunc(value)] !== 1;
}

/** A tree's categories with XGBoost's field names, as arrays; empty arrays without categories. */
export function categoryLists(categories: TreeCategories | undefined): Readonly<Record<CategoryField, number[]>> {
  const nodes: number[] = [];
  const lists: number[][] = [];
  categories?.forEach((right, node) => {
    if (right === undefined) return;
    nodes.push(node);
    lists.push(Array.from(right.keys()).filter((code) => right[code] === 1));
  });
  let start = 0;
  return {
    categories: lists.flat(),
    categories_nodes: nodes,
    categories_segments: lists.map((list) => {
      start += list.length;
      return start - list.length;
    }),
    categories_sizes: lists.map((list) => list.length),
  };
}

type CategoryField = "categories" | "categories_nodes" | "categories_segments" | "categories_sizes";

/** The categories that `categoryLists` or XGBoost wrote; undefined where the tree has none. */
export function categoriesFromJson(json: JsonReader, nodeCount: number): TreeCategories | undefined {
  const nodes = json.has("categories_nodes") ? json.numbers("categories_nodes") : [];
  if (nodes.length === 0) return undefined;
  const [codes, starts, sizes] = [
    json.numbers("categories"),
    json.numbers("categories_segments"),
    json.numbers("categories_sizes"),
  ];
  const categories = new Array<Uint8Array | undefined>(nodeCount).fill(undefined);
  nodes.forEach((node, index) => {
    const start = starts[index] ?? 0;
    const list = codes.slice(start, start + (sizes[index] ?? 0));
    const bad = list.find((code) => !(Number.isInteger(code) && code >= 0 && code < maxCode));
    if (bad !== undefined || list.length === 0 || !(node >= 0 && node < nodeCount) || categories[node] !== undefined) {
      throw new FormatError(
        `${json.path}: node ${node} has categories ${list.join(", ") || "none"}; expected distinct nodes below ${nodeCount} and integers >= 0`,
      );
    }
    const right = new Uint8Array(Math.max(...list) + 1);
    for (const code of list) right[code] = 1;
    categories[node] = right;
  });
  return categories;
}
