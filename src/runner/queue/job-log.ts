import { createWriteStream, mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { openStore } from "../../io/stores/open-store.js";
import { isUri } from "../run/is-uri.js";

/** The log of one attempt of a job, outside the queue. */
export interface JobLog {
  /** Where it can be read. */
  readonly uri: string;
  write(line: string): void;
  close(): Promise<void>;
}

const uploadMs = 10_000;

/**
 * A log in a folder, or below `s3://`: there it is written to every ten seconds and at the end. Losing it is ignored.
 */
export function openJobLog(base: string, id: string, attempt: number): JobLog {
  const name = `${id.replace(/[^\w.-]+/g, "_")}.${attempt}.log`;
  const folder = isUri(base) ? join(tmpdir(), "cuaderno-logs") : resolve(base);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  const file = createWriteStream(path).on("error", () => undefined);
  const uri = isUri(base) ? `${base.replace(/\/$/, "")}/${name}` : path;
  const upload = async (): Promise<void> => {
    const { store, key } = await openStore(uri, { caller: "worker" });
    await store.write(key, await readFile(path));
  };
  const timer = isUri(base) ? setInterval(() => void upload().catch(() => undefined), uploadMs) : undefined;
  return {
    uri,
    write: (line) => void file.write(`${new Date().toISOString()} ${line}\n`),
    async close() {
      clearInterval(timer);
      await new Promise<void>((done) => file.end(() => done()));
      if (isUri(base)) await upload().catch(() => undefined);
    },
  };
}

/** The text of a log; undefined when it cannot be read from here. */
export async function readJobLog(uri: string): Promise<string | undefined> {
  try {
    if (!isUri(uri)) return await readFile(uri, "utf8");
    const { store, key } = await openStore(uri, { caller: "jobs" });
    return Buffer.from(await store.read(key)).toString("utf8");
  } catch {
    return undefined;
  }
}
