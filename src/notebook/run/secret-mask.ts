import type { Json } from "../../core/json.js";

/** Replaces secrets in values: every string in them, keys of objects included, has `***` instead of a secret. */
export type SecretMask = <Value>(value: Value) => Value;

const hidden = "***";
/** Part of a base64 string below this length is too likely to be something else. */
const minEncoded = 8;
/** A line of a secret with more than one line counts from this length. */
const minLine = 12;

/**
 * A mask of secrets, as they are and as they appear in JSON, URLs, HTML and base64, also in the middle of an encoded
 * string; of a secret with more than one line also every long line. Strings shorter than `minLength` characters are not
 * masked, since they occur in ordinary words.
 *
 * @example secretMask(["hunter22"])("pass: hunter22") // "pass: ***"
 */
export function secretMask(
  secrets: readonly string[],
  { minLength = 4 }: { readonly minLength?: number | undefined } = {},
): SecretMask {
  const parts = secrets.flatMap((secret) => [secret, secret.trim(), ...longLines(secret)]);
  const forms = [...new Set(parts.filter((part) => part.trim().length >= minLength).flatMap(encodedForms))];
  if (forms.length === 0) return (value) => value;
  forms.sort((a, b) => b.length - a.length);
  const pattern = new RegExp(forms.map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"), "g");
  const mask = (value: Json): Json => {
    if (typeof value === "string") return value.replace(pattern, hidden);
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map(mask);
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key.replace(pattern, hidden), item && mask(item)]),
    );
  };
  return (value) => mask(value as unknown as Json) as never;
}

/**
 * The lines of a private key, which programs also print one by one; not its first and last line, which are the same in
 * all keys.
 */
function longLines(secret: string): readonly string[] {
  const lines = secret.split(/\r?\n|\\n/).map((line) => line.trim());
  return lines.length < 2 ? [] : lines.filter((line) => line.length >= minLine && !/^-{3,}.*-{3,}$/.test(line));
}

function encodedForms(secret: string): readonly string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const url = encodeURIComponent(secret);
  const html = secret
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
  const lowercaseUrl = url.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  return [
    secret,
    json,
    JSON.stringify(json).slice(1, -1),
    secret.replace(/[\\']/g, "\\$&"),
    url,
    lowercaseUrl,
    encodeURI(secret),
    new URLSearchParams([["", secret]]).toString().slice(1),
    html,
    html.replaceAll("'", "&#39;"),
    html.replaceAll("'", "&#x27;"),
    ...base64Forms(secret),
    Buffer.from(secret).toString("hex"),
  ];
}

/** The characters of base64 that a string determines at each of the three possible offsets, in both alphabets. */
function base64Forms(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const whole = bytes.toString("base64");
  const inner = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    const certain = Math.floor(((offset + bytes.length) * 8) / 6);
    return encoded.slice(Math.ceil((offset * 8) / 6), certain);
  });
  const forms = [whole, ...inner.filter((form) => form.length >= minEncoded)];
  return [...forms, ...forms.map((form) => form.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, ""))];
}
