import { getHost } from "../../http/fetch-bytes.js";
import { fetchChanged } from "../../http/fetch-changed.js";
import { type ParseCsvOptions, parseCsv } from "../../table/csv/parse-csv.js";
import type { TableSchema } from "../../table/schema/schema.js";
import { unzipEntry } from "../pull/unzip-entry.js";
import type { SourceRetryOptions, TableSource } from "./table-source.js";

/** A CSV file at an address. */
export interface CsvFileOptions extends SourceRetryOptions {
  readonly url: string;
  readonly schema: TableSchema;
  /** What the table is called; default the address. */
  readonly name?: string;
  /** How the end of the file's name in a zip archive reads, when the address is one. */
  readonly entry?: string;
  /** How the file is read; the encoding is found by default, and told in the report. */
  readonly csv?: Pick<ParseCsvOptions, "delimiter" | "encoding" | "skipLines" | "extra" | "mode">;
}

/**
 * A CSV file at an address, plain, gzip, zstd or in a zip archive. Its ETag or date of change is the watermark, else the hash over its
 * bytes: asked again, a server that knows them says whether the file has changed, and an unchanged file is not sent.
 */
export function csvFile({ url, schema, name = url, entry, csv = {}, ...patience }: CsvFileOptions): TableSource {
  return {
    name,
    host: getHost(url),
    fetch: async ({ watermark, onReport, signal } = {}) => {
      const answer = await fetchChanged(url, watermark, { ...patience, ...(signal && { signal }) });
      if (answer.kind === "unchanged") return answer;
      const { bytes, watermark: mark, requests } = answer;
      const plain = entry === undefined ? bytes : await unzipEntry(bytes, entry, url);
      const frame = parseCsv(plain, schema, { encoding: "auto", ...csv, uri: url, ...(onReport && { onReport }) });
      return { kind: "rows", frame, watermark: mark, requests };
    },
  };
}
