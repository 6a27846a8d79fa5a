import type { DataFrame, Expr, LazyDataFrame } from "nodejs-polars";
import { didYouMean } from "../../core/did-you-mean.js";
import { scanTable } from "../../io/tables/scan-table.js";
import { loadPolars } from "../../table/load-polars.js";
import { HttpProblem } from "../http-problem.js";
import { integerParameter } from "../service-request.js";
import type { IndexedTable } from "./table-index.js";

/** Which rows and columns of a table are returned. */
export interface TableQuery {
  /** Default: all. */
  readonly columns: readonly string[] | undefined;
  /** All of them must hold. */
  readonly filters: readonly TableFilter[];
  readonly order: readonly { readonly column: string; readonly descending: boolean }[];
  readonly limit: number;
  readonly offset: number;
}

/** A comparison of a column with a value. */
export interface TableFilter {
  readonly column: string;
  readonly operator: Operator;
  readonly value: string;
}

type Operator = (typeof operators)[number];

const operators = ["eq", "ne", "lt", "lte", "gt", "gte", "in", "contains"] as const;

/** Maximum number of rows of a response. */
export const maxTableRows = 100_000;

/**
 * The query of a request: `columns=a,b`, `filter=year:gte:2010` (repeatable), `order=-year,name`, `limit`, `offset`.
 *
 * @throws HttpProblem 422 for an invalid parameter.
 */
export function parseTableQuery(url: URL): TableQuery {
  const list = (name: string): readonly string[] | undefined =>
    url.searchParams
      .get(name)
      ?.split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "");
  return {
    columns: list("columns"),
    filters: url.searchParams.getAll("filter").map(parseFilter),
    order: (list("order") ?? []).map((item) => ({ column: item.replace(/^-/, ""), descending: item.startsWith("-") })),
    limit: integerParameter({ query: url.searchParams }, "limit", { max: maxTableRows, initial: 1_000 }),
    offset: integerParameter({ query: url.searchParams }, "offset", { min: 0, max: 999_999_999, initial: 0 }),
  };
}

function parseFilter(text: string): TableFilter {
  const [, column, operator, value] = /^(.+?):(\w+):(.*)$/s.exec(text) ?? [];
  const known = operators.find((name) => name === operator);
  if (column !== undefined && value !== undefined && known !== undefined) return { column, operator: known, value };
  throw invalid(
    "filter",
    `expected column:operator:value with ${operators.join(", ")}, got ${JSON.stringify(text.slice(0, 80))}`,
  );
}

/** Rows of a query, and how many rows the filters leave. */
export interface TableRows {
  readonly frame: DataFrame;
  readonly total: number;
}

/**
 * The rows of a table that match a query; only the columns and row groups that it needs are read.
 *
 * @throws HttpProblem 422 for an unknown column or a value of another type.
 */
export async function queryTable({ files }: IndexedTable, query: TableQuery): Promise<TableRows> {
  const pl = loadPolars();
  const scans = await Promise.all(
    files.map(async ({ uri, partitions }) => {
      const scan = await scanTable(uri, { ...(/\.parquet$/i.test(uri) && { hivePartitions: false }) });
      const literals = Object.entries(partitions).map(([name, value]) => pl.lit(value).cast(pl.Utf8).alias(name));
      return literals.length === 0 ? scan : scan.withColumns(...literals);
    }),
  );
  const [first] = scans;
  const all: LazyDataFrame = scans.length === 1 && first !== undefined ? first : pl.concat(scans);
  const empty = await all.slice(0, 0).collect();
  const check = (parameter: string, name: string): string => {
    if (empty.columns.includes(name)) return name;
    throw invalid(parameter, `no column ${JSON.stringify(name.slice(0, 80))}${didYouMean(name, empty.columns)}`);
  };
  const filtered = query.filters.reduce((scan, filter) => {
    check("filter", filter.column);
    return scan.filter(filterExpression(filter, empty.getColumn(filter.column).dtype.variant));
  }, all);
  const columns = (query.columns ?? empty.columns).map((name) => check("columns", name));
  const order = query.order.map(({ column, descending }) => ({ column: check("order", column), descending }));
  const counted = await filtered.select(pl.len().alias("rows")).collect();
  const sorted =
    order.length === 0
      ? filtered
      : filtered.sort({
          by: order.map(({ column }) => pl.col(column)),
          descending: order.map(({ descending }) => descending),
          maintainOrder: true,
        });
  const frame = await sorted
    .slice(query.offset, query.limit)
    .select(...columns)
    .collect();
  return { frame, total: Number(counted.getColumn("rows").get(0)) };
}

function filterExpression({ column, operator, value }: TableFilter, variant: string): Expr {
  const pl = loadPolars();
  const own = pl.col(column);
  if (operator === "contains") return own.cast(pl.Utf8).str.contains(value, true, false);
  const comparable = toComparable(own, column, variant);
  if (operator === "in") {
    const [first = "", ...rest] = value.split("|");
    return rest.reduce(
      (expression, item) => expression.or(comparable.expression.eq(comparable.literal(item))),
      comparable.expression.eq(comparable.literal(first)),
    );
  }
  const { expression } = comparable;
  const literal = comparable.literal(value);
  switch (operator) {
    case "eq":
      return expression.eq(literal);
    case "ne":
      return expression.neq(literal);
    case "lt":
      return expression.lt(literal);
    case "lte":
      return expression.ltEq(literal);
    case "gt":
      return expression.gt(literal);
    case "gte":
      return expression.gtEq(literal);
  }
}

interface Comparable {
  readonly expression: Expr;
  literal(value: string): Expr;
}

/** Numbers are compared as numbers, dates as milliseconds, true and false as 1 and 0, everything else as strings. */
function toComparable(own: Expr, column: string, variant: string): Comparable {
  const pl = loadPolars();
  const parse = (value: string): number => {
    const parsed = value.trim() === "" ? Number.NaN : Number(value);
    if (Number.isFinite(parsed)) return parsed;
    throw invalid("filter", `column "${column}" has numbers, got ${JSON.stringify(value.slice(0, 40))}`);
  };
  const number = (value: string): Expr => pl.lit(parse(value)).cast(pl.Float64);
  if (/^(Int(8|16|32|64)|UInt(8|16|32))$/.test(variant)) {
    // Row groups are skipped by their statistics only where the column itself is compared, without a cast.
    const integer = (value: string): Expr => pl.lit(Number(value)).cast(pl.Int64);
    return {
      expression: own,
      literal: (value) => (Number.isSafeInteger(parse(value)) ? integer(value) : number(value)),
    };
  }
  if (/^(Float|U?Int|Decimal)/.test(variant)) return { expression: own.cast(pl.Float64), literal: number };
  if (/^Bool/.test(variant)) {
    return {
      expression: own.cast(pl.Float64),
      literal: (value) => number(value === "true" ? "1" : value === "false" ? "0" : value),
    };
  }
  if (variant === "Date" || variant === "Datetime") {
    return {
      expression: own.cast(pl.Datetime("ms")).cast(pl.Int64).cast(pl.Float64),
      literal: (value) => number(String(Date.parse(/[T ]/.test(value) ? `${value.replace(" ", "T")}Z` : value))),
    };
  }
  return { expression: own.cast(pl.Utf8), literal: (value) => pl.lit(value) };
}

function invalid(field: string, detail: string): HttpProblem {
  return new HttpProblem(422, `${field}: ${detail}`, { errors: [{ field, detail }] });
}
