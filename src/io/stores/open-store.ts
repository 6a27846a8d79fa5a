import { awsEnvironment } from "../../host/aws-environment.js";
import { type OpenedStore, openStore as openStoreIn } from "../../store/open-store-with.js";

/**
 * The store and key of a URI: `s3://bucket/key`, `file:///folder/key`, a path (from the working folder), `http(s)://`
 * (read-only). S3 settings come from the environment (`AWS_ENDPOINT_URL_S3`, `AWS_PROFILE`, `AWS_ACCESS_KEY_ID`, ...).
 * `caller` is the function that errors name.
 *
 * @throws ArgumentError for an invalid URI.
 * @example const { store, key } = await openStore("s3://lake/raw/sales.csv"); // key is "raw/sales.csv"
 */
export function openStore(
  uri: string,
  { caller }: { readonly caller?: string | undefined } = {},
): Promise<OpenedStore> {
  return openStoreIn(uri, { environment: awsEnvironment(), cwd: process.cwd(), caller });
}
