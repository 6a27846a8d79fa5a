import { type ParseCsvOptions, parseCsv } from "../table/parse-csv.js";
import type { TableSchema } from "../table/schema.js";
import { fetchBytes } from "./fetch-bytes.js";
import type { SourcePatience, TableSource } from "./table-source.js";

/** A CSV file at an address. */
export interface CsvFileOptions extends SourcePatience {
  readonly url: string;
  readonly schema: TableSchema;
  /** What the table is called; default the address. */
  readonly name?: string;
  /** How the file is read; the encoding is found by default, and told in the report. */
  readonly csv?: Pick<ParseCsvOptions, "delimiter" | "encoding" | "skipLines" | "extra" | "mode">;
}

/**
 * A CSV file at an address, plain or gzip. Its ETag or date of change is the watermark: asked again, a server that knows them says
 * whether the file has changed, and an unchanged file is not sent.
 */
export function csvFile({ url, schema, name = url, csv = {}, ...patience }: CsvFileOptions): TableSource {
  return {
    name,
    fetch: async ({ watermark, onReport, signal } = {}) => {
      const known = watermark
        ? { [/^(W\/)?"/.test(watermark) ? "If-None-Match" : "If-Modified-Since"]: watermark }
        : {};
      const { status, headers, bytes, requests } = await fetchBytes(url, {
        ...patience,
        headers: known,
        ...(signal && { signal }),
      });
      const mark = headers.get("etag") ?? headers.get("last-modified");
      if (status === 304) return { kind: "unchanged", watermark: watermark ?? mark, requests };
      const frame = parseCsv(bytes, schema, { encoding: "auto", ...csv, place: url, ...(onReport && { onReport }) });
      return { kind: "rows", frame, watermark: mark, requests };
    },
  };
}
