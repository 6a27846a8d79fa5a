import type { DataFrame } from "nodejs-polars";
import { contentHash } from "../../core/content-hash.js";
import { formatCsv } from "../../table/csv/format-csv.js";
import { formatArrow } from "../../table/formats/format-arrow.js";
import { formatJsonLines } from "../../table/formats/format-json-lines.js";
import { formatParquet } from "../../table/formats/format-parquet.js";
import { HttpProblem } from "../http-problem.js";
import { jsonReply, type Route, type ServiceRequest } from "../service-request.js";
import { type IndexedTable, type TableIndex, tableIndex } from "./table-index.js";
import { maxTableRows, parseTableQuery, queryTable, type TableQuery } from "./table-query.js";

const formats = {
  json: "application/json",
  csv: "text/csv",
  jsonl: "application/x-ndjson",
  arrow: "application/vnd.apache.arrow.file",
  parquet: "application/vnd.apache.parquet",
} as const;

type Format = keyof typeof formats;

/**
 * `GET /tables` and `GET /tables/{name}`: the Parquet and CSV tables below a root as JSON, CSV, JSON lines, Arrow or
 * Parquet, by `Accept` or `format`, with filter, columns, order, paging and ETag.
 *
 * @param root path or URI of the folder; nothing outside it is read
 * @example await makeService({ models: [], routes: tableRoutes("data/worldbank/refined/sample") })
 */
export function tableRoutes(root: string): readonly Route[] {
  const index = tableIndex(root);
  return [
    {
      method: "get",
      path: "/tables",
      operation: {
        summary: "The tables that are served",
        tag: "tables",
        response: { "application/json": { type: "object", properties: { tables: { type: "array" } } } },
      },
      async handle() {
        const tables = (await index.tables()).map(({ name, files, bytes }) => ({
          ...{ name, files: files.length, bytes },
          link: `/tables/${encodeURIComponent(name)}`,
        }));
        return jsonReply({ tables });
      },
    },
    {
      method: "get",
      path: "/tables/{name}",
      operation: {
        summary: "Rows of a table",
        tag: "tables",
        parameters: [
          parameter("columns", "comma-separated columns"),
          parameter(
            "filter",
            "column:operator:value with eq, ne, lt, lte, gt, gte, in (values separated by |), contains",
          ),
          parameter("order", "comma-separated columns, descending with a minus"),
          {
            ...parameter("limit", "maximum number of rows"),
            schema: { type: "integer", minimum: 1, maximum: maxTableRows },
          },
          { ...parameter("offset", "rows to skip"), schema: { type: "integer", minimum: 0, maximum: 999_999_999 } },
          { ...parameter("format", "instead of the header accept"), schema: { enum: Object.keys(formats) } },
        ],
        response: Object.fromEntries(
          Object.entries(formats).map(([name, type]) => [type, name === "json" ? jsonSchema : { type: "string" }]),
        ),
        problems: [404, 406, 422],
      },
      handle: (request) => tableResponse(index, request),
    },
  ];
}

async function tableResponse(index: TableIndex, request: ServiceRequest): Promise<Response> {
  const format = chooseFormat(request);
  const table = await index.table(request.params.name ?? "");
  const query = parseTableQuery(request.url);
  const version = await index.version(table);
  const etag = `"${contentHash(`${version} ${format} ${JSON.stringify(query)}`).slice(0, 32)}"`;
  const headers = { etag, "cache-control": "no-cache", vary: "accept" };
  const known = (request.request.headers.get("if-none-match") ?? "")
    .split(",")
    .map((tag) => tag.trim().replace(/^W\//, ""));
  if (known.includes(etag) || known.includes("*")) return new Response(null, { status: 304, headers });
  const { frame, total } = await queryTable(table, query);
  request.facts.rows = frame.height;
  return new Response(toBody(frame, total, format, query, table), {
    headers: {
      ...headers,
      "content-type": format === "csv" ? "text/csv; charset=utf-8" : formats[format],
      "x-total-count": String(total),
      ...nextLink(request.url, query, total),
    },
  });
}

function chooseFormat({ url, request }: ServiceRequest): Format {
  const named = url.searchParams.get("format");
  if (named !== null) {
    if (Object.hasOwn(formats, named)) return named as Format;
    const detail = `format: expected ${Object.keys(formats).join(", ")}, got ${JSON.stringify(named.slice(0, 40))}`;
    throw new HttpProblem(422, detail, { errors: [{ field: "format", detail }] });
  }
  const accepted = (request.headers.get("accept") ?? "*/*")
    .split(",")
    .map((item) => {
      const [type = "", ...parameters] = item.trim().toLowerCase().split(";");
      const quality = parameters.map((text) => /^\s*q=([\d.]+)$/.exec(text)?.[1]).find((text) => text !== undefined);
      return { type, quality: Number(quality ?? 1) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { type } of accepted) {
    const found = (Object.keys(formats) as Format[]).find(
      (name) =>
        formats[name] === type ||
        type === "*/*" ||
        (type.endsWith("/*") && formats[name].startsWith(type.slice(0, -1))),
    );
    if (found !== undefined) return found;
  }
  throw new HttpProblem(406, `expected one of ${Object.values(formats).join(", ")} in accept`);
}

function toBody(
  frame: DataFrame,
  total: number,
  format: Format,
  { offset, limit }: TableQuery,
  { name }: IndexedTable,
): Uint8Array<ArrayBuffer> | string {
  switch (format) {
    case "json": {
      const rows = new TextDecoder().decode(formatJsonLines(frame)).trimEnd().replaceAll("\n", ",");
      return `{"table":${JSON.stringify(name)},"total":${total},"offset":${offset},"limit":${limit},"rows":[${rows}]}\n`;
    }
    case "csv":
      return new Uint8Array(formatCsv(frame));
    case "jsonl":
      return new Uint8Array(formatJsonLines(frame));
    case "arrow":
      return new Uint8Array(formatArrow(frame));
    case "parquet":
      return new Uint8Array(formatParquet(frame));
  }
}

function nextLink(url: URL, { offset, limit }: TableQuery, total: number): Readonly<Record<string, string>> {
  if (offset + limit >= total) return {};
  const next = new URL(url);
  next.searchParams.set("offset", String(offset + limit));
  next.searchParams.set("limit", String(limit));
  return { link: `<${next.pathname}${next.search}>; rel="next"` };
}

function parameter(name: string, description: string): object {
  return { name, in: "query", description, schema: { type: "string" } };
}

const jsonSchema = {
  type: "object",
  properties: {
    table: { type: "string" },
    total: { type: "integer" },
    offset: { type: "integer" },
    limit: { type: "integer" },
    rows: { type: "array", items: { type: "object" } },
  },
  required: ["table", "total", "offset", "limit", "rows"],
};
