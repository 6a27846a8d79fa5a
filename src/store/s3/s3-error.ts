import { errorMessage } from "../../core/error-message.js";
import {
  AccessError,
  CuadernoError,
  EnvironmentError,
  FailedError,
  InterruptedError,
  NotFoundError,
  TimeoutError,
} from "../../core/errors.js";

/** The operation that failed. */
export interface S3Operation {
  /** Public function or command that the user called. */
  readonly caller: string;
  readonly verb: "read" | "write" | "list" | "remove" | "create";
  readonly bucket: string;
  readonly key?: string | undefined;
  /** URL of the service, or `AWS (region)`. */
  readonly service: string;
  /** When the credentials expire, where it is known. */
  readonly expiration?: Date | undefined;
}

interface SdkError {
  readonly name?: string | undefined;
  readonly Code?: string | undefined;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly $metadata?: { readonly httpStatusCode?: number | undefined } | undefined;
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> | undefined } | undefined;
}

/** The error of an operation in one sentence: caller, bucket, key, service and the fix. */
export function s3Error(cause: unknown, operation: S3Operation): CuadernoError {
  if (cause instanceof CuadernoError) return cause;
  const { caller, verb, bucket, key, service } = operation;
  const error = (cause ?? {}) as SdkError;
  const uri = key === undefined ? `s3://${bucket}` : `s3://${bucket}/${key}`;
  const what = `${caller}: cannot ${verb} ${uri} at ${service}`;
  return (
    serviceError(error, what, operation) ??
    connectionError(error, what) ??
    statusError(error, what) ??
    new FailedError(`${what}: ${errorMessage(cause)}; run again`, { cause })
  );
}

/** Errors that the service or the SDK names. */
function serviceError(error: SdkError, what: string, { bucket, expiration }: S3Operation): CuadernoError | undefined {
  const options = { cause: error };
  const said = errorMessage(error);
  switch (error.Code ?? error.name) {
    case "AbortError":
      return new InterruptedError(`${what}: it was interrupted; run it again`, options);
    case "InvalidResponse":
      return new EnvironmentError(
        `${what}: invalid response: ${said}; check AWS_ENDPOINT_URL_S3, and proxies on the way`,
        options,
      );
    case "NoSuchBucket":
      return new NotFoundError(
        `${what}: bucket "${bucket}" does not exist; create it with "cuaderno s3 ensure s3://${bucket}"`,
        options,
      );
    case "NoSuchKey":
    case "NotFound":
      return new NotFoundError(`${what}: the object does not exist`, options);
    case "InvalidAccessKeyId":
      return new AccessError(`${what}: unknown access key; check AWS_ACCESS_KEY_ID or AWS_PROFILE`, options);
    case "SignatureDoesNotMatch":
      return new AccessError(`${what}: the secret key is wrong; check AWS_SECRET_ACCESS_KEY or AWS_PROFILE`, options);
    case "ExpiredToken":
    case "ExpiredTokenException":
    case "TokenRefreshRequired":
      return new AccessError(
        `${what}: the token expired${expiration === undefined ? "" : ` at ${expiration.toISOString()}`}; sign in again ("aws sso login", or new AWS_* variables)`,
        options,
      );
    case "RequestTimeTooSkewed":
      return new AccessError(`${what}: the clock of this machine is wrong; set it`, options);
    case "CredentialsProviderError":
      return new AccessError(
        `${what}: no credentials (${said}); set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE`,
        options,
      );
    case "BucketAlreadyExists":
      return new AccessError(`${what}: the name belongs to another account; choose another`, options);
    case "InvalidBucketName":
      return new NotFoundError(
        `${what}: invalid bucket name "${bucket}"; use 3 to 63 characters of a-z, 0-9, "." and "-"`,
        options,
      );
    case "PermanentRedirect":
    case "AuthorizationHeaderMalformed":
    case "IllegalLocationConstraintException": {
      const region = error.$response?.headers?.["x-amz-bucket-region"];
      return new AccessError(
        `${what}: the bucket is in another region (${said}); set AWS_REGION${region === undefined ? "" : ` to ${region}`}`,
        options,
      );
    }
    case "TimeoutError":
    case "RequestTimeout":
      // The SDK names a broken connection a time-out too.
      if (error.code === "ECONNRESET" || error.code === "EPIPE") return undefined;
      return new TimeoutError(`${what}: no response in time (${said}); check the network or try again later`, options);
    case "NotImplemented":
      return new EnvironmentError(
        `${what}: the service does not support this (${said}); use another service, or turn the option off`,
        options,
      );
  }
  if (!/Region is missing/.test(error.message ?? "")) return undefined;
  return new EnvironmentError(
    `${what}: no region; set AWS_REGION, or AWS_ENDPOINT_URL_S3 for a service other than AWS`,
    options,
  );
}

/** Errors of the connection. */
function connectionError(error: SdkError, what: string): CuadernoError | undefined {
  const options = { cause: error };
  const { code = "", message = "" } = error;
  switch (code) {
    case "ECONNREFUSED":
      return new EnvironmentError(
        `${what}: connection refused; start the service or correct AWS_ENDPOINT_URL_S3`,
        options,
      );
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new EnvironmentError(`${what}: unknown host; correct AWS_ENDPOINT_URL_S3 or check the network`, options);
    case "ECONNRESET":
    case "EPIPE":
      return new EnvironmentError(`${what}: the connection broke; run again`, options);
    case "ETIMEDOUT":
      return new TimeoutError(`${what}: no connection in time; check the network or try again later`, options);
  }
  if (/^HPE_|^EPROTO$/.test(code) || /XML parse error|Deserialization error/.test(message)) {
    const problem = code === "EPROTO" ? "it does not support https" : "it is not an S3 service";
    return new EnvironmentError(`${what}: ${problem}; correct AWS_ENDPOINT_URL_S3`, options);
  }
  if (!/certificate|self.signed|SSL|TLS/i.test(message)) return undefined;
  return new EnvironmentError(
    `${what}: the certificate is not trusted (${errorMessage(error)}); set NODE_EXTRA_CA_CERTS`,
    options,
  );
}

/** Errors that only have a status. */
function statusError(error: SdkError, what: string): CuadernoError | undefined {
  const options = { cause: error };
  const status = error.$metadata?.httpStatusCode;
  switch (status) {
    case undefined:
    case 200:
      return undefined;
    case 401:
    case 403:
      return new AccessError(`${what}: access denied; check the credentials and their permissions`, options);
    case 404:
      return new NotFoundError(`${what}: the object does not exist`, options);
    case 301:
    case 307:
      return new AccessError(
        `${what}: the service redirects; set AWS_REGION or AWS_ENDPOINT_URL_S3 to where the bucket is`,
        options,
      );
    default:
      return new FailedError(`${what}: status ${status}, ${errorMessage(error)}; run again`, options);
  }
}
