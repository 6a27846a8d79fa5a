import { ArgumentError } from "../../core/errors.js";
import type { JournalLog } from "../../search/journal/journal-log.js";
import { studyJournal } from "../study-journal.js";
import { parseStudyUri } from "./parse-study-uri.js";
import { postgresJournal } from "./postgres-journal.js";
import { redisJournal } from "./redis-journal.js";

/** The journal at a path, a `redis://` or a `postgres://` URI. */
export function openJournal(storage: string): JournalLog {
  const address = parseStudyUri(storage, "studyJournal");
  if (address === undefined) return studyJournal(storage);
  return address.kind === "redis" ? redisJournal(storage) : postgresJournal(storage);
}

/** The options of a search with the name of the study from `storage: "redis://host/0#name"`. */
export function withStudyName<Options extends { readonly storage?: unknown; readonly name?: string | undefined }>(
  options: Options,
  caller: string,
): Options {
  const { storage } = options;
  const name = typeof storage === "string" ? parseStudyUri(storage, caller)?.name : undefined;
  if (name === undefined) return options;
  if (options.name !== undefined && options.name !== name) {
    throw new ArgumentError(
      `${caller}: storage names the study "${name}", name is "${options.name}"; leave one of them out`,
    );
  }
  return { ...options, name };
}
