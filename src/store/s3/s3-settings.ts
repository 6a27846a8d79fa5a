import { ArgumentError } from "../../core/errors.js";
import { awsProfile } from "./aws-profile.js";

/** Where an S3 service is and how to speak to it. */
export interface S3Settings {
  /** Address of an S3-compatible service; default AWS itself. */
  readonly endpoint?: string;
  /** Default `us-east-1` at a custom endpoint, else what the AWS configuration says. */
  readonly region?: string;
  /** Profile of the AWS configuration files; default the one the environment names. */
  readonly profile?: string;
  /** Default: the AWS chain (environment, profile, container, instance). */
  readonly credentials?: S3Credentials;
  /** Bucket in the path in place of the host name; default true at a custom endpoint. */
  readonly pathStyle?: boolean;
  /** Checksums beyond what an operation demands; default "when-required" at a custom endpoint, for older services reject them. */
  readonly checksums?: "when-required" | "when-supported";
  /** A connection on which nothing moves for so long is given up and the try repeated; default 60 s. */
  readonly timeoutMs?: number;
  /** Stops everything the store is doing. */
  readonly signal?: AbortSignal;
}

/** A key pair. */
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** When temporary keys end. */
  readonly expiration?: Date;
}

/** The settings that the AWS variables of an environment and the profile they name stand for. */
export function s3Settings(environment: Readonly<Record<string, string | undefined>>): S3Settings {
  const ignored = environment.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === "true";
  const profile = environment.AWS_PROFILE;
  const configured = awsProfile(environment);
  const named = environment.AWS_ENDPOINT_URL_S3 || environment.AWS_ENDPOINT_URL || configured.endpoint;
  const endpoint = ignored ? undefined : named;
  // Where AWS itself is meant, its SDK knows more places that say the region.
  const elsewhere = endpoint === undefined ? undefined : configured.region;
  const region = environment.AWS_REGION || environment.AWS_DEFAULT_REGION || elsewhere;
  const checksums = environment.AWS_REQUEST_CHECKSUM_CALCULATION?.toLowerCase().replaceAll("_", "-");
  if (endpoint && !/^https?:\/\/[^/]/.test(endpoint)) {
    throw new ArgumentError(
      `openStore: AWS_ENDPOINT_URL_S3 (or a profile's endpoint_url) must begin with http:// or https://, it is ${endpoint}`,
    );
  }
  const credentials = credentialsOf(environment);
  return {
    ...(endpoint && { endpoint }),
    ...(region && { region }),
    ...(profile && { profile }),
    ...((checksums === "when-required" || checksums === "when-supported") && { checksums }),
    ...(credentials && { credentials }),
  };
}

function credentialsOf(environment: Readonly<Record<string, string | undefined>>): S3Credentials | undefined {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_PROFILE } = environment;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY || AWS_PROFILE) return undefined;
  const expiration = new Date(environment.AWS_CREDENTIAL_EXPIRATION ?? "");
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
    ...(Number.isFinite(expiration.getTime()) && { expiration }),
  };
}
