/** How likely the variables of a name hold secrets. */
export type SecretName = "secret" | "possible" | "no";

const anywhere =
  /password|passwd|passphrase|passcode|secret|credential|token(?!i[sz])|apikey|accesskey|privatekey|secretkey|signingkey|encryptionkey|masterkey|accountkey|storagekey|servicekey|licen[cs]ekey|connectionstring|connstr|webhook|authorization|bearer/;
const lastWord = /^(pw|pat|creds?)$|(?<!by|com|over|sur|tres|under)pass$|pwd$/;
const lastWordPossible = /^(key|keys|auth|cookie|session|salt|jwt|dsn|signature|pem|sig|sas|otp|hmac|oauth|pin)$/;
const notSecret =
  /^(file|path|dir|folder|type|kind|name|user|username|host|port|url|uri|endpoint|region|max|min|num|count|limit|size|length|ttl|expiry|expires|expiration|timeout|algorithm|format|prefix|suffix|header|field|column|rotation|enabled|required|store|provider|class|level|version|mode|policy)$/;

/**
 * Whether a variable of this name holds a secret: by the words in it, in any style (`DB_PASSWORD`, `PGPASSWORD`,
 * `dbPassword`, `db-password`). `possible` for names such as `SORT_KEY`, where the value decides.
 *
 * @example isSecretName("githubToken") // "secret"
 */
export function isSecretName(name: string): SecretName {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== "");
  // What a value is stored as says nothing about it: client-key-data, AUTH_HEADER_VALUE.
  while (words.length > 1 && /^(data|value|string|text|raw|b|base|hex|seed|code)$/.test(words.at(-1) ?? ""))
    words.pop();
  const last = words.at(-1) ?? "";
  if (words.includes("webhook") && /^ur[il]$/.test(last)) return "secret";
  if (notSecret.test(last) || /^(old)?pwd$/.test(words.join(""))) return "no";
  if (words.some((word) => /^(max|min|num|count)$/.test(word))) return "no";
  if (anywhere.test(words.join("")) || lastWord.test(last)) return "secret";
  return lastWordPossible.test(last) ? "possible" : "no";
}
