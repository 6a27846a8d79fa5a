import { createHash, randomBytes, scryptSync, timingSafeEqual } from "node:crypto";
import { ArgumentError } from "../core/errors.js";

/** One credential: the hash of a token, or of a user's password. */
export type Credential =
  | { readonly kind: "bearer"; readonly label: string; readonly sha256: Buffer }
  | { readonly kind: "basic"; readonly label: string; readonly salt: Buffer; readonly hash: Buffer };

/** Finds out whom the header `authorization` belongs to. */
export interface Authenticator {
  /** The ways that the credentials use. */
  readonly schemes: readonly ("bearer" | "basic")[];
  /** The label of the credential; undefined where none matches. */
  authenticate(header: string | null): string | undefined;
}

/**
 * Credentials from lines: `bearer <label> sha256:<hex>`, `basic <user> scrypt:<salt>:<hash>`. Empty lines and those
 * that start with `#` are skipped.
 *
 * @param source the file or variable that errors name
 * @param caller the command that errors name
 * @throws ArgumentError naming the line, never its content.
 * @example parseCredentials(process.env.TOKENS ?? "", "TOKENS")[0]?.label // "ci"
 */
export function parseCredentials(
  lines: string,
  source: string,
  caller: "serve" | "ui" = "serve",
): readonly Credential[] {
  const credentials = lines.split(/[\n;]/).flatMap((line, index): Credential[] => {
    const text = line.trim();
    if (text === "" || text.startsWith("#")) return [];
    const [kind, label = "", hash = "", ...rest] = text.split(/\s+/);
    const [, sha256] = /^sha256:([0-9a-f]{64})$/.exec(hash) ?? [];
    const [, salt, scrypt] = /^scrypt:([0-9a-f]{16,64}):([0-9a-f]{64})$/.exec(hash) ?? [];
    if (rest.length === 0 && kind === "bearer" && sha256 !== undefined) {
      return [{ kind, label, sha256: Buffer.from(sha256, "hex") }];
    }
    if (rest.length === 0 && kind === "basic" && salt !== undefined && scrypt !== undefined) {
      return [{ kind, label, salt: Buffer.from(salt, "hex"), hash: Buffer.from(scrypt, "hex") }];
    }
    throw new ArgumentError(
      `${caller}: --auth: line ${index + 1} of ${source} is not a credential; make one with cuaderno ${caller} --new-token <label>`,
    );
  });
  if (credentials.length > 0) return credentials;
  throw new ArgumentError(
    `${caller}: --auth: ${source} has no credential; make one with cuaderno ${caller} --new-token <label>`,
  );
}

/** A new token and the line that accepts it. */
export function newToken(label: string): { readonly secret: string; readonly line: string } {
  checkLabel(label);
  const secret = randomBytes(32).toString("base64url");
  return { secret, line: `bearer ${label} sha256:${sha256(secret).toString("hex")}` };
}

/** A new password for a user and the line that accepts it. */
export function newPassword(user: string): { readonly secret: string; readonly line: string } {
  checkLabel(user);
  const [secret, salt] = [randomBytes(18).toString("base64url"), randomBytes(16)];
  return {
    secret,
    line: `basic ${user} scrypt:${salt.toString("hex")}:${scryptSync(secret, salt, 32).toString("hex")}`,
  };
}

/**
 * An authenticator of credentials. Hashes are compared in constant time; a password that was accepted is not hashed
 * slowly again.
 * @example authenticator(credentials).authenticate("Bearer wrong") // undefined
 */
export function authenticator(credentials: readonly Credential[]): Authenticator {
  const accepted = new Map<string, string>();
  return {
    schemes: [...new Set(credentials.map(({ kind }) => kind))],
    authenticate(header) {
      const [, scheme = "", value = ""] = /^(bearer|basic) +([\w+/=.~-]{1,1000})$/i.exec(header ?? "") ?? [];
      if (scheme.toLowerCase() === "bearer") return findToken(credentials, value);
      if (scheme.toLowerCase() !== "basic") return undefined;
      const digest = sha256(value).toString("hex");
      const label = accepted.get(digest) ?? findUser(credentials, value);
      if (label !== undefined && accepted.size < 1_000) accepted.set(digest, label);
      return label;
    },
  };
}

function findToken(credentials: readonly Credential[], token: string): string | undefined {
  const digest = sha256(token);
  let label: string | undefined;
  for (const credential of credentials) {
    if (credential.kind === "bearer" && timingSafeEqual(credential.sha256, digest)) label = credential.label;
  }
  return label;
}

function findUser(credentials: readonly Credential[], value: string): string | undefined {
  const decoded = Buffer.from(value, "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  const user = decoded.slice(0, colon);
  const found = credentials.find(({ kind, label }) => kind === "basic" && label === user);
  if (colon < 1 || found?.kind !== "basic") return undefined;
  return timingSafeEqual(scryptSync(decoded.slice(colon + 1), found.salt, 32), found.hash) ? user : undefined;
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function checkLabel(label: string): void {
  if (!/^[\w.@-]{1,64}$/.test(label)) {
    throw new ArgumentError(
      `serve: label ${JSON.stringify(label)} must be 1 to 64 characters of a-z, A-Z, 0-9, ".", "@", "_", "-"; rename it`,
    );
  }
}
