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

/** What was tried when S3 refused. */
export interface S3Attempt {
  readonly verb: "read" | "write" | "list" | "remove" | "make";
  readonly bucket: string;
  readonly key?: string;
  /** The service's address, or `AWS (region)`. */
  readonly service: string;
  /** When the credentials end, as far as it is known. */
  readonly expiration?: Date | undefined;
}

interface SdkError {
  readonly name?: string;
  readonly Code?: string;
  readonly code?: string;
  readonly message?: string;
  readonly Endpoint?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

/** The sentence for what S3 or the way to it refused: bucket, key, service and the fix. */
export function s3Error(cause: unknown, { verb, bucket, key, service, expiration }: S3Attempt): CuadernoError {
  if (cause instanceof CuadernoError) return cause;
  const error = (cause ?? {}) as SdkError;
  const uri = key === undefined ? `s3://${bucket}` : `s3://${bucket}/${key}`;
  const what = `store: cannot ${verb} ${uri} at ${service}`;
  const options = { cause };
  const status = error.$metadata?.httpStatusCode;
  switch (error.Code ?? error.name) {
    case "AbortError":
      return new InterruptedError(`${what}: it was stopped`, options);
    case "NoSuchBucket":
      return new NotFoundError(
        `${what}: there is no bucket "${bucket}"; make it with "cuaderno s3 ensure s3://${bucket}"`,
        options,
      );
    case "NoSuchKey":
    case "NotFound":
      return new NotFoundError(`${what}: there is no such object`, options);
    case "InvalidAccessKeyId":
      return new AccessError(
        `${what}: the service does not know this access key; check AWS_ACCESS_KEY_ID or AWS_PROFILE`,
        options,
      );
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
      return new AccessError(`${what}: this machine's clock is wrong; set it`, options);
    case "CredentialsProviderError":
      return new AccessError(
        `${what}: no credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE (${errorMessage(cause)})`,
        options,
      );
    case "BucketAlreadyExists":
      return new AccessError(`${what}: the name belongs to somebody else; choose another`, options);
    case "InvalidBucketName":
      return new NotFoundError(
        `${what}: "${bucket}" cannot be a bucket's name: 3 to 63 small letters, digits, dots and dashes`,
        options,
      );
    case "PermanentRedirect":
    case "AuthorizationHeaderMalformed":
    case "IllegalLocationConstraintException": {
      const region = error.$response?.headers?.["x-amz-bucket-region"];
      return new AccessError(
        `${what}: the bucket is in another region; set AWS_REGION${region === undefined ? "" : ` to ${region}`} (${errorMessage(cause)})`,
        options,
      );
    }
    case "TimeoutError":
    case "RequestTimeout":
      // The SDK calls a broken connection a time-out too.
      if (error.code === "ECONNRESET" || error.code === "EPIPE") break;
      return new TimeoutError(`${what}: no answer in time (${errorMessage(cause)})`, options);
    case "NotImplemented":
      return new EnvironmentError(`${what}: the service cannot do this (${errorMessage(cause)})`, options);
  }
  if (/Region is missing/.test(error.message ?? "")) {
    return new EnvironmentError(
      `${what}: no region; set AWS_REGION, or AWS_ENDPOINT_URL_S3 for another service than AWS`,
      options,
    );
  }
  switch (error.code) {
    case "ECONNREFUSED":
      return new EnvironmentError(
        `${what}: nothing answers there; start the service or correct AWS_ENDPOINT_URL_S3`,
        options,
      );
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new EnvironmentError(
        `${what}: the host is not known; correct AWS_ENDPOINT_URL_S3 or check the network`,
        options,
      );
    case "ECONNRESET":
    case "EPIPE":
      return new EnvironmentError(`${what}: the connection broke; run again`, options);
    case "ETIMEDOUT":
      return new TimeoutError(`${what}: no connection in time`, options);
  }
  if (/^HPE_|^EPROTO$/.test(error.code ?? "") || /XML parse error|Deserialization error/.test(error.message ?? "")) {
    const hint = error.code === "EPROTO" ? "it does not speak https" : "what answers there is no S3 service";
    return new EnvironmentError(`${what}: ${hint}; correct AWS_ENDPOINT_URL_S3`, options);
  }
  if (/certificate|self.signed|SSL|TLS/i.test(error.message ?? "")) {
    return new EnvironmentError(
      `${what}: the connection is not secure (${errorMessage(cause)}); set NODE_EXTRA_CA_CERTS`,
      options,
    );
  }
  if (status === 401 || status === 403) {
    return new AccessError(`${what}: access denied; the keys are wrong or not allowed to do this`, options);
  }
  if (status === 404) return new NotFoundError(`${what}: there is no such object`, options);
  if (status === 301 || status === 307) {
    return new AccessError(
      `${what}: the service sends elsewhere; set AWS_REGION or AWS_ENDPOINT_URL_S3 to where the bucket is`,
      options,
    );
  }
  return new FailedError(`${what}: ${status === undefined ? "" : `status ${status}, `}${errorMessage(cause)}`, options);
}
