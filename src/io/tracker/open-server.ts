import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { ArgumentError, EnvironmentError } from "../../core/errors.js";
import { prefixStore } from "../../store/prefix-store.js";
import type { OpenArtifactStore } from "../../tracking/open-artifact-store.js";
import { type MlflowConnection, mlflowConnection } from "../../tracking/rest/mlflow-connection.js";
import { openStore } from "../stores/open-store.js";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Whether a tracking URI is that of a server.
 *
 * @example isServerUri("http://127.0.0.1:5000") // true
 */
export function isServerUri(uri: string): boolean {
  return /^https?:\/\//i.test(uri);
}

/**
 * The tracking server of a URI, with the credentials of the URI or of MLflow's environment variables
 * (`MLFLOW_TRACKING_TOKEN`, `MLFLOW_TRACKING_USERNAME` and `_PASSWORD`, else `~/.mlflow/credentials`), its time-out
 * (`MLFLOW_HTTP_REQUEST_TIMEOUT`, seconds) and retries (`MLFLOW_HTTP_REQUEST_MAX_RETRIES`, at most 10).
 */
export function openServer(uri: string, environment: Environment): MlflowConnection {
  let url: URL;
  try {
    url = new URL(uri);
  } catch (cause) {
    throw new ArgumentError("openTracker: MLFLOW_TRACKING_URI is not a valid URL; expected http://host:port", {
      cause,
    });
  }
  if (environment.MLFLOW_TRACKING_INSECURE_TLS?.toLowerCase() === "true") {
    throw new EnvironmentError(
      "openTracker: MLFLOW_TRACKING_INSECURE_TLS is not supported; set NODE_EXTRA_CA_CERTS to the certificate of the server",
    );
  }
  const authorization = toAuthorization(url, environment);
  url.username = "";
  url.password = "";
  const seconds = toNumber(environment, "MLFLOW_HTTP_REQUEST_TIMEOUT");
  const retries = toNumber(environment, "MLFLOW_HTTP_REQUEST_MAX_RETRIES");
  return mlflowConnection({
    uri: url.href.replace(/\/+$/, ""),
    authorization,
    timeoutMs: seconds === undefined ? undefined : seconds * 1_000,
    retries: retries === undefined ? undefined : Math.min(retries, 10),
  });
}

/** Stores of artifacts that are not read through the server: `s3://` with the usual keys, `file:` on this machine. */
export const openArtifactStore: OpenArtifactStore = async (uri) => {
  const { store, key } = await openStore(uri.endsWith("/") ? uri : `${uri}/`, { caller: "artifacts" });
  return prefixStore(store, key);
};

function toAuthorization(url: URL, environment: Environment): string | undefined {
  const basic = (user: string, password: string): string =>
    `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  if (url.username !== "") return basic(decodeURIComponent(url.username), decodeURIComponent(url.password));
  const saved = readCredentials(environment);
  const user = environment.MLFLOW_TRACKING_USERNAME || saved.mlflow_tracking_username;
  const password = environment.MLFLOW_TRACKING_PASSWORD || saved.mlflow_tracking_password;
  if (user) return basic(user, password ?? "");
  return environment.MLFLOW_TRACKING_TOKEN ? `Bearer ${environment.MLFLOW_TRACKING_TOKEN}` : undefined;
}

/** Section `[mlflow]` of the file that `mlflow login` writes. */
function readCredentials(environment: Environment): Readonly<Record<string, string>> {
  const file = join(environment.HOME || homedir(), ".mlflow", "credentials");
  if (!existsSync(file)) return {};
  const [, section = ""] = /^\[mlflow\]\s*$([^[]*)/m.exec(readFileSync(file, "utf8")) ?? [];
  return Object.fromEntries(
    [...section.matchAll(/^\s*(\w+)\s*=\s*(.*?)\s*$/gm)].map(([, key = "", value = ""]) => [key, value]),
  );
}

function toNumber(environment: Environment, name: string): number | undefined {
  const text = environment[name];
  if (text === undefined || text === "") return undefined;
  const value = Number(text);
  if (value >= 0) return value;
  throw new ArgumentError(
    `openTracker: ${name}: expected a number >= 0, got ${JSON.stringify(text)}; correct or unset it`,
  );
}
