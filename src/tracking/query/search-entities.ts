import { didYouMean } from "../../core/did-you-mean.js";
import { matchesFilter } from "./matches-filter.js";
import { parseFilter } from "./parse-filter.js";
import { compareValues, parseOrder } from "./parse-order.js";
import { type FieldValue, fieldKinds, type RunField, type ToField } from "./run-field.js";

/** Attributes by which things other than runs can be searched, and the other kinds of their fields. */
const entities: Readonly<Record<EntityKind, SearchableFields>> = {
  experiment: { attributes: ["name", "creation_time", "last_update_time", "experiment_id"], kinds: ["tag"] },
  "registered model": { attributes: ["name", "creation_timestamp", "last_updated_timestamp"], kinds: ["tag"] },
  "model version": {
    attributes: ["name", "version_number", "run_id", "source_path", "creation_timestamp", "last_updated_timestamp"],
    kinds: ["tag"],
  },
  "logged model": {
    attributes: [
      "name",
      "model_id",
      "model_type",
      "status",
      "source_run_id",
      "creation_timestamp",
      "last_updated_timestamp",
    ],
    kinds: ["tag", "param", "metric"],
  },
};

export type EntityKind = "experiment" | "registered model" | "model version" | "logged model";

interface SearchableFields {
  readonly attributes: readonly string[];
  readonly kinds: readonly RunField["kind"][];
}

/** Values of an entity by which it is searched. */
export interface EntityValues {
  readonly attributes: Readonly<Record<string, FieldValue>>;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly metrics?: Readonly<Record<string, number>> | undefined;
}

export interface SearchEntitiesOptions<Item> {
  readonly caller: string;
  readonly filter: string;
  readonly orderBy: readonly string[];
  read(item: Item): EntityValues;
  /** Order of equal items. */
  initialOrder(a: Item, b: Item): number;
}

/**
 * Experiments, models or versions that match a filter of the grammar of `searchRuns`, in the order of `orderBy`.
 *
 * @throws ArgumentError for an invalid filter or order, with the position.
 */
export function searchEntities<Item>(
  kind: EntityKind,
  items: readonly Item[],
  { caller, filter, orderBy, read, initialOrder }: SearchEntitiesOptions<Item>,
): Item[] {
  const toField = fieldResolver(kind);
  const condition = parseFilter(filter, `${caller}: filter`, toField);
  const orders = orderBy.flatMap((order) => parseOrder(order, `${caller}: order_by`, toField));
  const rows = items.map((item) => ({ item, values: read(item) }));
  const found = rows.filter(
    ({ values }) => condition === undefined || matchesFilter(condition, (field) => [readField(field, values)]),
  );
  found.sort((a, b) => {
    for (const { field, descending } of orders) {
      const order = compareValues(readField(field, a.values), readField(field, b.values), descending);
      if (order !== 0) return order;
    }
    return initialOrder(a.item, b.item);
  });
  return found.map(({ item }) => item);
}

function fieldResolver(entity: EntityKind): ToField {
  const { attributes, kinds } = entities[entity];
  return (prefix, key) => {
    const kind =
      prefix === undefined ? "attribute" : Object.hasOwn(fieldKinds, prefix) ? fieldKinds[prefix] : undefined;
    if (kind === "attribute") {
      if (attributes.includes(key)) return { kind, key };
      return `unknown attribute "${key}" of a ${entity}${didYouMean(key, attributes) || `; expected ${attributes.join(", ")}`}`;
    }
    if (kind === undefined || !kinds.includes(kind)) {
      return `"${prefix}.${key}" is not a field of a ${entity}; use ${kinds.join(", ")} or an attribute`;
    }
    return kind === "metric" ? { kind, key, point: "last" } : { kind, key };
  };
}

function readField(
  { kind, key }: RunField,
  { attributes, tags = {}, params = {}, metrics = {} }: EntityValues,
): FieldValue {
  const values: Readonly<Record<string, FieldValue>> =
    kind === "attribute" ? attributes : kind === "tag" ? tags : kind === "param" ? params : metrics;
  return Object.hasOwn(values, key) ? values[key] : undefined;
}
