import { awsEnvironment } from "../../host/aws-environment.js";
import { type OpenedStore, openStore as openStoreIn } from "../../store/open-store.js";

/**
 * The store and key of a URI: `s3://bucket/key`, `file:///folder/key`, a plain path (from the working folder), `http(s)://` to
 * read only. S3 settings come from the environment (`AWS_ENDPOINT_URL_S3`, `AWS_PROFILE`, `AWS_ACCESS_KEY_ID`, ...).
 */
export function openStore(uri: string): Promise<OpenedStore> {
  return openStoreIn(uri, { environment: awsEnvironment(), cwd: process.cwd() });
}
