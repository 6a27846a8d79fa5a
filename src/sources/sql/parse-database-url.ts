import { ArgumentError } from "../../core/errors.js";
import { parseAthenaUrl } from "../athena/parse-athena-url.js";
import { parseSparkUrl } from "../spark/parse-spark-url.js";

/** Connection settings of a database. As a string, in JSON, in logs and notebooks its password is `***`. */
export interface DatabaseUrl {
  readonly kind: "mysql" | "postgres" | "sqlite" | "spark" | "athena";
  readonly host: string;
  readonly port: number;
  /** The user; the workgroup of Athena. */
  readonly user: string;
  /** Name of the database; the file of an SQLite database; "" for Spark. */
  readonly database: string;
  /** Path of a local socket (`?socket=`). */
  readonly socket?: string | undefined;
  /** "on" encrypts, "verify" also checks the certificate of the host (`?ssl=`). @default "off" */
  readonly ssl: "off" | "on" | "verify";
  /** UUID of a Spark session that the server has already (`;session_id=`); it is not released at the end. */
  readonly session?: string | undefined;
  /** Headers of every call to Spark (`;x-name=`). */
  readonly headers?: (() => Readonly<Record<string, string>>) | undefined;
  /** Catalogue and output of Athena. */
  readonly athena?: { readonly catalog: string; readonly output: string } | undefined;
  /** The password or token, for the driver. */
  readonly password: () => string;
  /** The URL with `***` as password. */
  readonly toString: () => string;
  readonly toJSON: () => string;
}

const forms = [
  "mysql://user:password@host:3306/database, postgres://user:password@host:5432/database, sqlite:path/to/file.db",
  "sc://host:15002/;token=... or athena://workgroup@region/database?output=s3://...",
].join(" ");
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
 * Connection settings from a database's URL. Special characters in user and password are percent-encoded;
 * `?ssl=on|verify` encrypts, `?socket=/path` connects through a local socket. `mariadb:` is read as `mysql:`,
 * `postgresql:` as `postgres:`. A Spark Connect URL has the form of Spark's own clients;
 * Athena's is `athena://workgroup@region/database?output=s3://bucket/prefix/`, with credentials from the AWS chain.
 *
 * @throws ArgumentError, without the password, for an invalid URL.
 * @example String(parseDatabaseUrl("mysql://reader:secret@localhost/sakila")) // "mysql://reader:***@localhost:3306/sakila"
 */
export function parseDatabaseUrl(url: string): DatabaseUrl {
  const sqlite = /^sqlite:(?:\/\/(?=\/))?(.+)$/s.exec(url)?.[1];
  if (sqlite !== undefined) return complete({ kind: "sqlite", database: sqlite }, "", () => `sqlite:${sqlite}`);
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol === "sc:") {
    const { token, headers, text, ...parts } = parseSparkUrl(parsed);
    return complete({ ...parts, kind: "spark", database: "", headers: () => headers }, token, () => text);
  }
  if (parsed?.protocol === "athena:") {
    const { workgroup: user, region: host, database, text, ...athena } = parseAthenaUrl(parsed);
    return complete({ kind: "athena", user, host, database, athena, ssl: "verify" }, "", () => text);
  }
  const kind = toKind(parsed?.protocol);
  if (parsed === undefined || kind === undefined) {
    throw new ArgumentError(
      `parseDatabaseUrl: invalid database URL (not shown, as it may have a password); expected ${forms}`,
    );
  }
  const [user, password, database] = [parsed.username, parsed.password, parsed.pathname.slice(1)].map(decode);
  const shown = `${kind}://${user === "" ? "" : `${user}${password === "" ? "" : ":***"}@`}`;
  if (!database) throw new ArgumentError(`parseDatabaseUrl: no database in ${shown}${parsed.host}; expected ${forms}`);
  const unknown = [...parsed.searchParams.keys()].find((name) => !["ssl", "sslmode", "socket"].includes(name));
  if (unknown !== undefined) {
    throw new ArgumentError(
      `parseDatabaseUrl: ${shown}${parsed.host}: unknown option "${unknown}"; expected ssl or socket`,
    );
  }
  const mode = parsed.searchParams.get("ssl") ?? parsed.searchParams.get("sslmode") ?? "off";
  const ssl = sslModes[mode];
  if (ssl === undefined)
    throw new ArgumentError(
      `parseDatabaseUrl: ssl: expected off, on or verify, got "${mode}"; for example ?ssl=verify`,
    );
  const port = parsed.port === "" ? (kind === "mysql" ? 3306 : 5432) : Number(parsed.port);
  const host = parsed.hostname.replace(/^\[|\]$/g, "") || "localhost";
  const socket = parsed.searchParams.get("socket");
  return complete(
    { kind, host, port, user: user ?? "", database, ssl, socket: socket ?? undefined },
    password ?? "",
    () =>
      socket === null ? `${shown}${parsed.hostname || host}:${port}/${database}` : `${shown}${socket}/${database}`,
  );
}

function complete(
  parts: Partial<DatabaseUrl> & Pick<DatabaseUrl, "kind" | "database">,
  password: string,
  toText: () => string,
): DatabaseUrl {
  return {
    host: "",
    port: 0,
    user: "",
    ssl: "off",
    ...parts,
    password: () => password,
    toString: toText,
    toJSON: toText,
  };
}

function toKind(protocol: string | undefined): "mysql" | "postgres" | undefined {
  if (protocol === "mysql:" || protocol === "mariadb:") return "mysql";
  return protocol === "postgres:" || protocol === "postgresql:" ? "postgres" : undefined;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ArgumentError("parseDatabaseUrl: invalid percent-encoding in the URL; write % as %25");
  }
}
