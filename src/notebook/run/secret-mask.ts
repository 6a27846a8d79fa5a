import type { Json } from "../../core/json.js";

/** Takes secrets out of values: every text in them, keys of objects included, shows `***` in their place. */
export type SecretMask = <Value>(value: Value) => Value;

const hidden = "***";

/**
 * A mask of some secrets, as they stand and as they look within JSON, URLs, HTML and base64. A text below `shortest` letters is no secret
 * that can be found without masking ordinary words.
 *
 * @example secretMask(["hunter22"])("pass: hunter22") // "pass: ***"
 */
export function secretMask(
  secrets: readonly string[],
  { shortest = 4 }: { readonly shortest?: number } = {},
): SecretMask {
  const forms = [...new Set(secrets.filter((secret) => secret.trim().length >= shortest).flatMap(formsOf))];
  if (forms.length === 0) return (value) => value;
  forms.sort((a, b) => b.length - a.length);
  const pattern = new RegExp(forms.map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"), "g");
  const maskText = (text: string): string => text.replace(pattern, hidden);
  const mask = (value: Json): Json => {
    if (typeof value === "string") return maskText(value);
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map(mask);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [maskText(key), item && mask(item)]));
  };
  return (value) => mask(value as unknown as Json) as never;
}

function formsOf(secret: string): readonly string[] {
  const escaped = secret
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
  const base64 = Buffer.from(secret).toString("base64");
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), escaped, base64];
}

/**
 * The secrets that an environment holds: values of variables whose names say so (`API_KEY`, `DB_PASSWORD`, `GITHUB_TOKEN`, ...) and passwords in
 * addresses. Names of files are none.
 *
 * @example secretsIn({ DB_PASSWORD: "correct horse", HOME: "/home/ana" }) // ["correct horse"]
 */
export function secretsIn(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.entries(environment).flatMap(([name, value = ""]) => {
    const password = /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:([^/\s@]+)@/i.exec(value)?.[1];
    const found = password === undefined ? [] : [password, decoded(password)];
    const telling =
      /(^|_)(SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|API_?KEY|ACCESS_KEY|PRIVATE_KEY)(_|$)/i.test(name);
    const place = /_(FILE|PATH|DIR|URI|URL|TYPE)$/i.test(name);
    return telling && !place && value.trim().length >= 8 ? [...found, value] : found;
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
