import { ArgumentError } from "../../core/errors.js";

/** A shared study: the journal on a server and the name of the study in it. */
export interface StudyUri {
  readonly kind: "redis" | "postgres";
  /** The server's URL with its password, without prefix and name. */
  readonly url: string;
  /** The URL with `***` as password. */
  readonly shown: string;
  /** Prefix of the journal's keys, the `prefix` of Optuna's `JournalRedisBackend`. */
  readonly prefix: string;
  readonly name: string | undefined;
}

const kinds: Readonly<Record<string, StudyUri["kind"]>> = {
  "redis:": "redis",
  "rediss:": "redis",
  "postgres:": "postgres",
  "postgresql:": "postgres",
};

/**
 * The parts of `redis://host:6379/0?prefix=team#name` or `postgres://user@host/database#name`; undefined for the path
 * of a file. `rediss:` encrypts.
 *
 * @throws ArgumentError, without the password, for another scheme or an invalid URL
 * @example parseStudyUri("redis://:secret@localhost/0#traffic", "minimize")?.shown // "redis://***@localhost:6379/0"
 */
export function parseStudyUri(uri: string, caller: string): StudyUri | undefined {
  const scheme = /^([a-z][a-z0-9+.-]*:)\/\//i.exec(uri)?.[1]?.toLowerCase();
  if (scheme === undefined) return undefined;
  const kind = kinds[scheme];
  if (kind === undefined) {
    throw new ArgumentError(
      `${caller}: storage: expected a local file, redis://host/0#study or postgres://host/database#study, got scheme "${scheme}"; lines cannot be appended to a remote object`,
    );
  }
  if (!URL.canParse(uri)) {
    throw new ArgumentError(
      `${caller}: storage: invalid URL (not shown, as it may have a password); expected ${scheme}//user:password@host/database#study`,
    );
  }
  const url = new URL(uri);
  const prefix = url.searchParams.get("prefix") ?? "";
  url.searchParams.delete("prefix");
  const name = url.hash === "" ? undefined : decodeURIComponent(url.hash.slice(1));
  url.hash = "";
  return { kind, url: url.href, shown: showUrl(url, kind, prefix), prefix, name: name === "" ? undefined : name };
}

function showUrl(url: URL, kind: StudyUri["kind"], prefix: string): string {
  const user = url.username === "" ? "" : decodeURIComponent(url.username);
  const account = `${user}${url.password === "" ? "" : `${user === "" ? "" : ":"}***`}`;
  const port = url.port === "" ? (kind === "redis" ? "6379" : "5432") : url.port;
  const path = url.pathname === "" || url.pathname === "/" ? (kind === "redis" ? "/0" : "/") : url.pathname;
  const query = prefix === "" ? "" : `?prefix=${encodeURIComponent(prefix)}`;
  return `${url.protocol}//${account}${account === "" ? "" : "@"}${url.hostname}:${port}${path}${query}`;
}
