import { getHost } from "../../http/fetch-bytes.js";
import { fetchChanged } from "../../http/fetch-changed.js";
import { type IftTableName, iftFileNames } from "./ift-schemas.js";
import { parseIft } from "./parse-ift.js";
import type { SourceRetryOptions, TableSource } from "./table-source.js";

/** A table of the Mexican telecommunications regulator. */
export interface IftTableOptions extends SourceRetryOptions {
  readonly table: IftTableName;
  /** Folder of the files; default `https://bit.ift.org.mx/descargas/datos/tabs`. */
  readonly base?: string;
}

/** Where a table's file stands. */
export function iftAddress(table: IftTableName, base = "https://bit.ift.org.mx/descargas/datos/tabs"): string {
  return `${base}/${iftFileNames[table]}.csv`;
}

/**
 * A table of the Mexican telecommunications regulator (open data of IFT) on mobile internet: lines, traffic, market share or concentration,
 * in whichever of its layouts it comes. The file's ETag, date of change or hash is the watermark.
 */
export function iftTable({ table, base, ...patience }: IftTableOptions): TableSource {
  const url = iftAddress(table, base);
  return {
    name: `ift ${table}`,
    host: getHost(url),
    fetch: async ({ watermark, onReport, signal } = {}) => {
      const answer = await fetchChanged(url, watermark, { ...patience, ...(signal && { signal }) });
      if (answer.kind === "unchanged") return answer;
      const { bytes, watermark: mark, requests } = answer;
      const frame = parseIft(bytes, table, { place: url, ...(onReport && { onReport }) });
      return { kind: "rows", frame, watermark: mark, requests };
    },
  };
}
