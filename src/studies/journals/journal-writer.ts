import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { getProcessStart } from "../../files/process-state.js";

/** A unique name of a writer of a journal: host, process and a random part. */
export function journalWriter(): string {
  return `cuaderno-${hostname()}-${process.pid}-${getProcessStart(process.pid) ?? 0}-${randomUUID()}`;
}

/** Host and process of a writer's name; undefined for a writer that is not Cuaderno's. */
export function parseWriter(
  writer: string,
): { readonly host: string; readonly pid: number; readonly start: string | undefined } | undefined {
  const found = /^cuaderno-(.+)-(\d+)-(\d+)-[0-9a-f]{8}-[0-9a-f-]{27}$/.exec(writer);
  if (found === null) return undefined;
  return { host: found[1] ?? "", pid: Number(found[2]), start: Number(found[3]) > 0 ? found[3] : undefined };
}
