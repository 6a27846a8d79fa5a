import { ArgumentError } from "../../core/errors.js";
import { parseS3Uri } from "../../store/s3/parse-s3-uri.js";

/** Parts of an `athena://` URL. */
export interface AthenaUrl {
  readonly workgroup: string;
  readonly region: string;
  readonly database: string;
  readonly catalog: string;
  /** `s3://bucket/prefix/` for the results. */
  readonly output: string;
  readonly text: string;
}

const form = "athena://workgroup@region/database?output=s3://bucket/prefix/";

/** Parts of an Athena URL; credentials come from the AWS chain, never from the URL. */
export function parseAthenaUrl(parsed: URL): AthenaUrl {
  const fail = (problem: string, fix = `expected ${form}`): never => {
    throw new ArgumentError(`parseDatabaseUrl: athena://${parsed.host}: ${problem}; ${fix}`);
  };
  if (parsed.password !== "") fail("a password in the URL", "credentials come from AWS_PROFILE or the AWS variables");
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(parsed.hostname)) fail(`"${parsed.hostname}" is not a region`);
  const database = decodeURIComponent(parsed.pathname.slice(1));
  if (database === "" || database.includes("/")) fail("no database");
  const unknown = [...parsed.searchParams.keys()].find((name) => !["output", "catalog"].includes(name));
  if (unknown !== undefined) fail(`unknown option "${unknown}"`, "expected output or catalog");
  const given = parsed.searchParams.get("output") ?? "";
  if (given === "") fail("no output");
  const { bucket, key } = parseS3Uri(given, "parseDatabaseUrl");
  const output = `s3://${bucket}/${key === "" || key.endsWith("/") ? key : `${key}/`}`;
  if (/['\\]/.test(output)) fail("a quote in output", "choose another prefix");
  const workgroup = decodeURIComponent(parsed.username) || "primary";
  const catalog = parsed.searchParams.get("catalog") ?? "AwsDataCatalog";
  return {
    ...{ workgroup, region: parsed.hostname, database, catalog, output },
    text: `athena://${workgroup}@${parsed.hostname}/${database}?output=${output}`,
  };
}
