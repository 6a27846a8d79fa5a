import { didYouMean } from "../../core/did-you-mean.js";
import { ArgumentError } from "../../core/errors.js";

/** Parts of a `sc://` URL. */
export interface SparkUrl {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly token: string;
  readonly ssl: "off" | "verify";
  /** UUID of a session on the server that the user has already. */
  readonly session?: string | undefined;
  /** Headers of every call, for example `x-databricks-cluster-id`. */
  readonly headers: Readonly<Record<string, string>>;
  /** The URL with `***` for token and headers. */
  readonly text: string;
}

const names = ["use_ssl", "token", "user_id", "session_id"];
const form = "sc://host:15002/;use_ssl=true;token=...;user_id=...";
const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/**
 * Parts of a Spark Connect URL, in the form that Spark's own clients take. A token goes over TLS; without TLS only to
 * the loopback interface.
 */
export function parseSparkUrl(parsed: URL): SparkUrl {
  const fail = (problem: string, fix: string): never => {
    throw new ArgumentError(`parseDatabaseUrl: sc://${parsed.host}: ${problem}; ${fix}`);
  };
  if (parsed.hostname === "") fail("no host", `expected ${form}`);
  if (parsed.username !== "" || parsed.password !== "") fail("user and password in the URL", `expected ${form}`);
  const [path = "", ...pairs] = parsed.pathname.split(";");
  if (path !== "" && path !== "/") fail(`unexpected path "${path}"`, `expected ${form}`);
  const found = new Map<string, string>();
  for (const pair of pairs.filter((one) => one !== "")) {
    const [name = "", ...value] = pair.split("=");
    if (value.length === 0 || name === "") fail("a parameter without value", "write name=value, separated by ;");
    if (!names.includes(name) && !name.startsWith("x-")) {
      fail(`unknown parameter "${name}"`, `expected ${names.join(", ")} or a header x-...${didYouMean(name, names)}`);
    }
    found.set(
      name,
      decode(value.join("="), () => fail(`invalid percent-encoding in ${name}`, "write % as %25")),
    );
  }
  const use = found.get("use_ssl")?.toLowerCase();
  if (use !== undefined && use !== "true" && use !== "false") fail(`use_ssl is "${use}"`, "expected true or false");
  const host = parsed.hostname.replace(/^\[|\]$/g, "");
  const token = found.get("token") ?? "";
  const isLoopback = /^(localhost|127(\.\d+){3}|::1)$/.test(host);
  if (token !== "" && use === "false" && !isLoopback) {
    fail("a token without TLS would be readable on the network", "write use_ssl=true");
  }
  const session = found.get("session_id");
  if (session !== undefined && !uuid.test(session)) fail("session_id is not a UUID", "leave it out for a new session");
  const port = parsed.port === "" ? 15_002 : Number(parsed.port);
  const shown = [...found].map(
    ([name, value]) => `;${name}=${name === "token" || name.startsWith("x-") ? "***" : value}`,
  );
  return {
    host,
    port,
    user: found.get("user_id") ?? "",
    token,
    ssl: use === "true" || (use === undefined && token !== "" && !isLoopback) ? "verify" : "off",
    session,
    headers: Object.fromEntries([...found].filter(([name]) => name.startsWith("x-"))),
    text: `sc://${parsed.hostname}:${port}${shown.length === 0 ? "" : `/${shown.join("")}`}`,
  };
}

function decode(text: string, fail: () => never): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return fail();
  }
}
