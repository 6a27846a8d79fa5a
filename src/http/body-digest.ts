import { createHash, type Hash } from "node:crypto";

/** A checksum that a server sends with a complete body. */
export interface BodyDigest {
  update(bytes: Uint8Array): void;
  /** Undefined when the checksum is right, else which one differs. */
  findMismatch(): string | undefined;
}

/**
 * The checksum of a response's body that its headers announce (`Repr-Digest`, `Digest`, `Content-MD5`, `x-goog-hash`,
 * `x-amz-checksum-sha256`); undefined when there is none.
 */
export function bodyDigest(headers: Headers): BodyDigest | undefined {
  const found = announcedDigest(headers);
  if (found === undefined) return undefined;
  const hash: Hash = createHash(found.algorithm);
  return {
    update: (bytes) => void hash.update(bytes),
    findMismatch: () => {
      const actual = hash.digest("hex");
      return actual === found.expected ? undefined : `${found.algorithm} is ${actual}, expected ${found.expected}`;
    },
  };
}

function announcedDigest(headers: Headers): { readonly algorithm: string; readonly expected: string } | undefined {
  // A digest of an encoded body is of bytes that fetch has decoded already.
  if (headers.get("content-encoding") !== null) return undefined;
  const sha256 =
    /(?:^|[,\s])sha-256=:?([A-Za-z0-9+/]{43}=)/i.exec(
      headers.get("repr-digest") ?? headers.get("content-digest") ?? headers.get("digest") ?? "",
    )?.[1] ?? /^[A-Za-z0-9+/]{43}=$/.exec(headers.get("x-amz-checksum-sha256") ?? "")?.[0];
  if (sha256 !== undefined) return { algorithm: "sha256", expected: Buffer.from(sha256, "base64").toString("hex") };
  const md5 =
    /^[A-Za-z0-9+/]{22}==$/.exec(headers.get("content-md5") ?? "")?.[0] ??
    /(?:^|[,\s])md5=([A-Za-z0-9+/]{22}==)/.exec(headers.get("x-goog-hash") ?? "")?.[1];
  return md5 === undefined ? undefined : { algorithm: "md5", expected: Buffer.from(md5, "base64").toString("hex") };
}
