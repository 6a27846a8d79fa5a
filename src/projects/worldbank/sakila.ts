import { ArgumentError } from "cuaderno";
import { loadProjectTables, openProjectTable } from "cuaderno/notebook";
import { type DatabaseUrl, pullTables, sqlTable, type TableStatus } from "cuaderno/sources";
import { databaseFromEnvironment } from "cuaderno/table";
import type { DataFrame } from "nodejs-polars";
import { sakilaTables, worldBankSource } from "./data-source.js";
import type { WorldBankTables } from "./load.js";

/** One shop table: its rows, or why there are none. */
export interface SakilaLoad {
  readonly table: string;
  /** "server": read from the database just now. "files": from the CSV files, as no server was named or it failed. */
  readonly from: "server" | "files";
  readonly rows: DataFrame | undefined;
  /** Version in the trusted zone; null when there is none. */
  readonly version: number | null;
  readonly reason: string;
}

/** Where the shop tables are read. */
export interface SakilaOptions {
  /** "server" insists on the database named by `SAKILA_URL`, "files" on the CSV files; "auto" (default) takes the server where one is named. */
  readonly from?: string;
  /** In place of `SAKILA_URL`. */
  readonly database?: string | DatabaseUrl;
}

/**
 * The four shop tables of the original project, from MariaDB or MySQL where a server is named, else from the files, each with a status of its
 * own. What comes is kept in the trusted zone; rows that are as they were make no version.
 */
export async function loadSakila(
  { address, origin }: Pick<WorldBankTables, "address" | "origin">,
  { from = "auto", database }: SakilaOptions = {},
): Promise<readonly SakilaLoad[]> {
  if (!["auto", "server", "files"].includes(from)) {
    throw new ArgumentError(`loadSakila: from must be "auto", "server" or "files", got ${JSON.stringify(from)}`);
  }
  const server = from === "files" ? undefined : (database ?? serverNamed(from));
  const place = { folder: address, data: origin.data };
  const statuses = server === undefined ? [] : await fromServer(server);
  const loads: SakilaLoad[] = [];
  for (const table of sakilaTables) {
    const target = await openProjectTable(table, place);
    const status = statuses.find(({ name }) => name === table.name);
    if (status?.state === "loaded") {
      const kept = await target.overwrite(status.frame, { skipUnchanged: true, sources: [`sakila.${table.name}`] });
      loads.push({ table: table.name, from: "server", rows: status.frame, version: kept.number, reason: "" });
      continue;
    }
    const failed = status?.state === "failed" ? status.reason : "";
    if (from === "server") {
      loads.push({ table: table.name, from: "server", rows: undefined, version: null, reason: failed });
      continue;
    }
    const [found] = await loadProjectTables({ ...worldBankSource(), tables: [table] }, place);
    const version = found?.version ?? null;
    const missing = version === null ? ["no server is named in SAKILA_URL and there is no file"] : [];
    const reason = [failed, ...(found?.reasons ?? []), ...missing].filter(Boolean).join("; ");
    const rows = version === null ? undefined : await target.read();
    loads.push({ table: table.name, from: "files", rows, version, reason });
  }
  return loads;
}

function serverNamed(from: string): DatabaseUrl | undefined {
  try {
    return databaseFromEnvironment("SAKILA_URL");
  } catch (thrown) {
    const { kind } = thrown as { readonly kind?: string };
    if (from === "auto" && kind === "environment") return undefined;
    throw thrown;
  }
}

function fromServer(database: string | DatabaseUrl): Promise<readonly TableStatus[]> {
  const sources = sakilaTables.map(
    ({ name, schema }) => [name, sqlTable({ database, table: name, schema, retries: 1 })] as const,
  );
  return pullTables(Object.fromEntries(sources), { concurrency: 2 });
}
