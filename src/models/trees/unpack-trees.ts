import { bytesFromBase64 } from "../../core/bytes-from-base64.js";
import type { JsonObject } from "../../core/json.js";
import { type JsonReader, jsonReader } from "../../core/json-reader.js";
import { type Tree, treeFromJson } from "./tree.js";

/** The trees that `packTrees` wrote; refuses what is not trees over `featureCount` columns. */
export function unpackTrees(json: JsonReader, featureCount: number): Tree[] {
  const counts = json.numbers("node_counts");
  const total = counts.reduce((sum, count) => sum + count, 0);
  const left = fromBase64(json, "left_children", total);
  const all = ["split_conditions", "sum_hessian", "base_weights"].map(
    (key) => [key, fromBase64(json, key, total)] as const,
  );
  const innerCount = left.filter((child) => child > 0).length;
  const [splits, gains] = ["splits", "loss_changes"].map((key) => fromBase64(json, key, innerCount));
  const categories = json.value("categories") as JsonObject;
  let [end, inner] = [0, 0];
  return counts.map((count, index) => {
    const start = end;
    end += count;
    const children = left.slice(start, end);
    const at = children.map((child) => (child > 0 ? inner++ : innerCount));
    const tree = {
      left_children: children.map((child) => child || -1),
      right_children: children.map((child) => (child > 0 ? child + 1 : -1)),
      split_indices: at.map((split) => splits[split] >> 1),
      default_left: at.map((split) => splits[split] & 1),
      loss_changes: at.map((split) => gains[split] ?? 0),
      ...Object.fromEntries(all.map(([key, values]) => [key, values.slice(start, end)])),
      ...(categories?.[index] as JsonObject),
    };
    return treeFromJson(jsonReader(tree, `${json.path}[${index}]`), featureCount);
  });
}

function fromBase64(json: JsonReader, key: string, count: number): readonly number[] {
  try {
    const { buffer } = bytesFromBase64(json.string(key));
    const values = buffer.byteLength === 2 * count ? new Uint16Array(buffer) : new Float32Array(buffer);
    if (values.length === count) return [...values];
  } catch {
    // Neither base64 nor of a length that fits.
  }
  throw json.invalid(key, `${count} numbers`);
}
