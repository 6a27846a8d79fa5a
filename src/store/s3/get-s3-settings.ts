import { ArgumentError } from "../../core/errors.js";
import { readAwsProfile } from "./read-aws-profile.js";

/** Where an S3 service is and how to use it. */
export interface S3Settings {
  /** URL of an S3-compatible service. @default AWS */
  readonly endpoint?: string | undefined;
  /** @default "us-east-1" for a custom endpoint, else that of the AWS configuration */
  readonly region?: string | undefined;
  /** Profile of the AWS configuration files. @default that of the environment */
  readonly profile?: string | undefined;
  /** @default the AWS chain (environment, profile, container, instance) */
  readonly credentials?: S3Credentials | undefined;
  /** Bucket in the path instead of the host name. @default true for a custom endpoint */
  readonly pathStyle?: boolean | undefined;
  /**
   * Checksums beyond what an operation requires.
   *
   * @default "when-required" for a custom endpoint, as older services reject them
   */
  readonly checksums?: "when-required" | "when-supported" | undefined;
  /** Time without a byte after which a try fails, in milliseconds. @default 60_000 */
  readonly timeoutMs?: number | undefined;
  /** Delay before a body that broke off is continued, in milliseconds; it doubles each time. @default 500 */
  readonly retryDelayMs?: number | undefined;
  /** Stops everything that the store is doing. */
  readonly signal?: AbortSignal | undefined;
}

/** A key pair. */
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  /** When temporary credentials expire. */
  readonly expiration?: Date | undefined;
}

/**
 * The settings of the AWS variables of an environment and of the profile that they name.
 *
 * @throws ArgumentError for an endpoint that is not an http(s) URL.
 */
export async function getS3Settings(
  environment: Readonly<Record<string, string | undefined>>,
  caller = "openStore",
): Promise<S3Settings> {
  const isIgnored = environment.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === "true";
  const profile = await readAwsProfile(environment);
  const configured = environment.AWS_ENDPOINT_URL_S3 || environment.AWS_ENDPOINT_URL || profile.endpoint;
  const endpoint = isIgnored ? undefined : configured;
  if (endpoint && !/^https?:\/\/[^/]/.test(endpoint)) {
    throw new ArgumentError(
      `${caller}: AWS_ENDPOINT_URL_S3 (or endpoint_url of a profile): expected an http:// or https:// URL, got "${endpoint}"; for example http://localhost:9000`,
    );
  }
  // Of AWS, the SDK finds the region in more sources.
  const profileRegion = endpoint === undefined ? undefined : profile.region;
  const checksums = environment.AWS_REQUEST_CHECKSUM_CALCULATION?.toLowerCase().replaceAll("_", "-");
  return {
    endpoint: endpoint || undefined,
    region: environment.AWS_REGION || environment.AWS_DEFAULT_REGION || profileRegion || undefined,
    profile: environment.AWS_PROFILE || undefined,
    checksums: checksums === "when-required" || checksums === "when-supported" ? checksums : undefined,
    credentials: getCredentials(environment),
  };
}

function getCredentials(environment: Readonly<Record<string, string | undefined>>): S3Credentials | undefined {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_PROFILE } = environment;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY || AWS_PROFILE) return undefined;
  const expiration = new Date(environment.AWS_CREDENTIAL_EXPIRATION ?? "");
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    sessionToken: AWS_SESSION_TOKEN || undefined,
    expiration: Number.isFinite(expiration.getTime()) ? expiration : undefined,
  };
}
