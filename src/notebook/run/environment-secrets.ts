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
    if (patterns.some((pattern) => matchesWildcard(pattern, name))) return [value, ...partSecrets(value)];
    return isSecretValue(name, value) ? [value, ...partSecrets(value)] : partSecrets(value);
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

/** What is secret within a value, whatever its variable is called. */
function partSecrets(value: string): readonly string[] {
  return [...urlSecrets(value), ...pairSecrets(value), ...headerSecrets(value), ...jsonSecrets(value)].filter(
    (secret) => secret.length >= 4 && !ordinaryValue.test(secret),
  );
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
    return isSecretValue(name, text) ? [text, decoded(text)] : [];
  });
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
