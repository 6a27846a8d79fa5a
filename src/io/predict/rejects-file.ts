import { openStore } from "../stores/open-store.js";
import { pushedChunks } from "./pushed-chunks.js";

/** One reason why a row was not predicted. */
export interface RejectedRow {
  /** The file. */
  readonly uri: string;
  /** Where the row is in the file, from 1: the line of text files, the row of Parquet and Arrow. */
  readonly position: number;
  /** Empty where the record itself is damaged. */
  readonly column: string;
  readonly value: unknown;
  readonly reason: string;
}

/** A CSV of refused rows that appears when it is finished. */
export interface RejectsFile {
  add(rows: readonly RejectedRow[]): Promise<void>;
  finish(): Promise<void>;
  discard(): Promise<void>;
}

/** The rejects file at a URI; it has a header line even where no row was refused. */
export async function openRejectsFile(uri: string, caller: string): Promise<RejectsFile> {
  const { store, key } = await openStore(uri, { caller });
  const chunks = pushedChunks();
  const written = store.writeChunks(key, chunks.values);
  written.catch(() => undefined);
  const push = async (lines: string): Promise<void> => {
    await Promise.race([chunks.push(new TextEncoder().encode(lines)), written]);
  };
  await push("file,line,column,value,reason\n");
  return {
    add: (rows) => push(rows.map(toLine).join("")),
    async finish() {
      chunks.end();
      await written;
    },
    async discard() {
      chunks.fail(new Error("discarded"));
      await written.catch(() => undefined);
    },
  };
}

function toLine({ uri, position, column, value, reason }: RejectedRow): string {
  const shown = typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
  return `${[uri, String(position), column, shown, reason].map(toCell).join(",")}\n`;
}

function toCell(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
