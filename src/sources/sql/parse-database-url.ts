import { checkOptionNames } from "../../core/check-option-names.js";
import { ArgumentError } from "../../core/errors.js";

/** Where a database is. Written out, logged or shown in a notebook its password is `***`. */
export interface DatabaseUrl {
  readonly kind: "mysql" | "postgres" | "sqlite";
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** The database's name; the file of an SQLite database. */
  readonly database: string;
  /** The path of a local socket, where the address names one (`?socket=`). */
  readonly socket?: string;
  /** Default "off"; "on" encrypts, "verify" also asks for a certificate that is known for the host (`?ssl=`). */
  readonly ssl: "off" | "on" | "verify";
  /** The password, for the driver only. */
  readonly password: () => string;
  /** The address with `***` for the password. */
  readonly toString: () => string;
  readonly toJSON: () => string;
}

const forms =
  "mysql://user:password@host:3306/database, postgres://user:password@host:5432/database or sqlite:path/to/file.db";
const sslModes: Readonly<Record<string, DatabaseUrl["ssl"]>> = {
  off: "off",
  false: "off",
  disable: "off",
  on: "on",
  true: "on",
  require: "on",
  verify: "verify",
  "verify-full": "verify",
};

/**
 * The parts of a database's URL. Special signs in a user or password are percent-encoded; `?ssl=on|verify` encrypts, `?socket=/path` goes
 * through a local socket. `mariadb:` is taken for `mysql:`, `postgresql:` for `postgres:`.
 *
 * @example String(parseDatabaseUrl("mysql://reader:secret@localhost/sakila")) // "mysql://reader:***@localhost:3306/sakila"
 */
export function parseDatabaseUrl(url: string): DatabaseUrl {
  const sqlite = /^sqlite:(?:\/\/(?=\/))?(.+)$/s.exec(url)?.[1];
  if (sqlite !== undefined) return complete({ kind: "sqlite", database: sqlite }, "", () => `sqlite:${sqlite}`);
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const kind = kindOf(parsed?.protocol);
  if (parsed === undefined || kind === undefined) {
    throw new ArgumentError(
      `parseDatabaseUrl: this is no database URL; write ${forms} (it is not shown, as it may hold a password)`,
    );
  }
  const [user, password, database] = [parsed.username, parsed.password, parsed.pathname.slice(1)].map(decoded);
  const shown = `${kind}://${user === "" ? "" : `${user}${password === "" ? "" : ":***"}@`}`;
  if (!database) throw new ArgumentError(`parseDatabaseUrl: ${shown}${parsed.host} names no database; write ${forms}`);
  const query = Object.fromEntries(parsed.searchParams);
  checkOptionNames(`parseDatabaseUrl: ${shown}${parsed.host}`, query, ["ssl", "sslmode", "socket"]);
  const mode = parsed.searchParams.get("ssl") ?? parsed.searchParams.get("sslmode") ?? "off";
  const ssl = sslModes[mode];
  if (ssl === undefined) throw new ArgumentError(`parseDatabaseUrl: ssl is "${mode}"; write off, on or verify`);
  const port = parsed.port === "" ? (kind === "mysql" ? 3306 : 5432) : Number(parsed.port);
  const host = parsed.hostname.replace(/^\[|\]$/g, "") || "localhost";
  const socket = parsed.searchParams.get("socket");
  return complete(
    { kind, host, port, user: user ?? "", database, ssl, ...(socket !== null && { socket }) },
    password ?? "",
    () =>
      socket === null ? `${shown}${parsed.hostname || host}:${port}/${database}` : `${shown}${socket}/${database}`,
  );
}

function complete(
  parts: Partial<DatabaseUrl> & Pick<DatabaseUrl, "kind" | "database">,
  password: string,
  text: () => string,
): DatabaseUrl {
  return { host: "", port: 0, user: "", ssl: "off", ...parts, password: () => password, toString: text, toJSON: text };
}

function kindOf(protocol: string | undefined): "mysql" | "postgres" | undefined {
  if (protocol === "mysql:" || protocol === "mariadb:") return "mysql";
  return protocol === "postgres:" || protocol === "postgresql:" ? "postgres" : undefined;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ArgumentError("parseDatabaseUrl: the URL holds a % that begins no percent-encoding; write %25 for it");
  }
}
