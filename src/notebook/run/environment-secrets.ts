import { findTokens } from "../check/check-secrets.js";
import { isSecretName } from "./is-secret-name.js";

/** The variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The variable with more names of variables that hold secrets, comma-separated, with `*` for any characters; `!NAME`
 * exempts a variable.
 */
export const secretsVariable = "CUADERNO_SECRETS";

/**
 * The secrets in an environment: values of variables whose names or values look like secrets, and of those that
 * `CUADERNO_SECRETS` names; passwords in URLs and connection strings; keys in JSON; what an authorization header
 * encodes. `named`: the value of `CUADERNO_SECRETS`, if it is not in the environment itself.
 *
 * @example environmentSecrets({ DB_PASSWORD: "correct horse", HOME: "/home/ana" }) // ["correct horse"]
 */
export function environmentSecrets(
  environment: Environment,
  { named = environment[secretsVariable] }: { readonly named?: string | undefined } = {},
): readonly string[] {
  const patterns = (named ?? "").split(/[\s,]+/).filter((pattern) => pattern !== "");
  const found = Object.entries(environment).flatMap(([name, value = ""]) => {
    if (name === secretsVariable || patterns.some((pattern) => pattern === `!${name}`)) return [];
    const isNamed = patterns.some((pattern) => matchesWildcard(pattern, name));
    return isNamed || isSecretValue(name, value)
      ? [value, ...lastParts(value), ...partSecrets(value)]
      : partSecrets(value);
  });
  return [...new Set(found)];
}

function matchesWildcard(pattern: string, name: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(name);
}

const ordinaryValue =
  /^(true|false|yes|no|none|null|undefined|on|off|auto|default|enabled|disabled|required|optional|\d{1,5})$/i;

const path = /^(\.{0,2}|~|[A-Za-z]:)[\\/][\w.\\/ -]*$/;

function isSecretValue(name: string, value: string): boolean {
  const text = value.trim();
  if (ordinaryValue.test(text)) return false;
  switch (isSecretName(name)) {
    case "secret":
      return text.length >= 6;
    case "possible":
      return text.length >= 8 && /\d|[a-z][A-Z]|[^\w.\s-]/.test(text) && !path.test(text);
    case "no":
      return false;
  }
}

/** The end of a secret value, which is secret alone: the password of `user:password`, the token of a webhook's URL. */
function lastParts(value: string): readonly string[] {
  const [, password] = /^[^\s/]*:([^\s:@/]{6,})$/.exec(value.trim()) ?? [];
  const [, token] = /^https?:\/\/\S*\/([\w-]{16,})\/?$/.exec(value.trim()) ?? [];
  return [password, token].filter((part) => part !== undefined);
}

/** What is secret within a value, whatever its variable is called. */
function partSecrets(value: string): readonly string[] {
  return [
    ...urlSecrets(value),
    ...pairSecrets(value),
    ...lineSecrets(value),
    ...headerSecrets(value),
    ...jsonSecrets(value),
    ...findTokens(value),
  ].filter((secret) => secret.length >= 4 && !ordinaryValue.test(secret));
}

/** Passwords before `@`, and tokens as user names without a password. */
function urlSecrets(value: string): readonly string[] {
  return [...value.matchAll(/\b[a-z][a-z0-9+.-]*:\/\/([^/\s:@?#]*)(?::([^/\s@]+))?@/gi)].flatMap(
    ([, user = "", password]) => {
      if (password !== undefined) return [password, decoded(password)];
      return /^(?=.*\d)[\w-]{20,}$/.test(user) ? [user] : [];
    },
  );
}

/** Values of secret-looking names in URL queries, connection strings and libpq strings. */
function pairSecrets(value: string): readonly string[] {
  const pairs = value.matchAll(/(?:^|[?&;,\s])([\w .-]{2,40}?)\s*=\s*("[^"]*"|'[^']*'|[^&;,\s#]+)/g);
  return [...pairs].flatMap(([, name = "", raw = ""]) => {
    const text = raw.replace(/^(["'])(.*)\1$/, "$2");
    // Without a prefix, PWD is the working folder in an environment only.
    return isSecretValue(/^pwd$/i.test(name) ? `db_${name}` : name, text) ? [text, decoded(text)] : [];
  });
}

/** Values of secret-looking names in lines of YAML and of a `.netrc` file. */
function lineSecrets(value: string): readonly string[] {
  const lines = [...value.matchAll(/^\s*["']?([\w.-]{2,40})["']?\s*:\s+["']?([^\s"']+)["']?\s*$/gm)];
  const logins = [...value.matchAll(/\bmachine\s+\S+(?:\s+(?:login|account)\s+\S+)*\s+password\s+(\S+)/g)];
  return [
    ...lines.flatMap(([, name = "", text = ""]) => (isSecretValue(name, text) ? [text] : [])),
    ...logins.map(([, password = ""]) => password),
  ];
}

/** The credentials of `Basic …` and `Bearer …`, and the password that a basic header encodes. */
function headerSecrets(value: string): readonly string[] {
  const [, scheme = "", credentials = ""] = /\b(basic|bearer|token)\s+([\w+/=.~-]{8,})/i.exec(value) ?? [];
  if (credentials === "") return [];
  if (scheme.toLowerCase() !== "basic") return /\d/.test(credentials) ? [credentials] : [];
  const [, password = ""] = /^[^:]*:([ -~]+)$/.exec(Buffer.from(credentials, "base64").toString("utf8")) ?? [];
  return [credentials, password];
}

/** Strings of secret-looking keys in a JSON object, such as the key file of a service account. */
function jsonSecrets(value: string): readonly string[] {
  if (!/^\s*[{[]/.test(value)) return [];
  const secrets: string[] = [];
  try {
    JSON.parse(value, (key, item: unknown) => {
      if (typeof item === "string" && isSecretValue(key, item)) secrets.push(item);
      return item;
    });
  } catch {
    return [];
  }
  return secrets;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
