import type { Command } from "commander";
import { ArgumentError, type CuadernoError, EnvironmentError } from "../core/errors.js";
import { redactUrl } from "../http/redact-url.js";
import { copyFile } from "../io/stores/copy-file.js";
import { copyFolder } from "../io/stores/copy-folder.js";
import { presignUrl } from "../io/stores/presign-url.js";
import { openStore } from "../store/open-store-with.js";
import { ensureBucket } from "../store/s3/ensure-bucket.js";
import { ensureLifetimes, type Lifetime } from "../store/s3/ensure-lifetimes.js";
import { ensureZones } from "../store/s3/ensure-zones.js";
import { getS3Settings } from "../store/s3/get-s3-settings.js";
import { parseS3Uri } from "../store/s3/parse-s3-uri.js";
import { type CommandContext, examples } from "./command.js";

/** `cuaderno s3`: buckets, copies and links of the S3 service that the environment names. */
export function define(command: Command, context: CommandContext): void {
  command
    .command("ensure")
    .argument("<uris...>", "one or more of s3://bucket")
    .description("create each bucket that does not exist; running it again changes nothing")
    .option("--zones [names]", "also create these folders, comma-separated (default: raw,trusted,refined)")
    .option("--ttl <prefix=days...>", "the service removes objects below the prefix after this many days: tmp/=60d")
    .action((uris: string[], options: EnsureOptions) => ensure(context, uris, options));
  command
    .command("cp")
    .argument("<from>", "s3://bucket/key, a file, or https://host/path")
    .argument("<to>", "s3://bucket/key or a file; after a / at the end the source's file name is appended")
    .description("copy one object, large ones in concurrent parts; with -r all objects below a folder")
    .option("-r, --recursive", "copy a folder with everything below it")
    .action((from: string, to: string, { recursive }: { readonly recursive?: boolean | undefined }) =>
      recursive ? copyAll(context, from, to) : copy(context, from, to),
    );
  command
    .command("ls")
    .argument("<uri>", "s3://bucket, or a prefix of keys: s3://bucket/raw/")
    .description("list objects with their sizes, sorted by key")
    .option("--limit <count>", "maximum number of objects", "1000")
    .action((uri: string, { limit }: { readonly limit: string }) => list(context, uri, limit));
  command
    .command("presign")
    .argument("<uri>", "s3://bucket/key")
    .description("print a URL that reads one object without credentials until it expires")
    .option("--put", "a URL that writes the object instead")
    .option("--expires <time>", "time until it expires: 90s, 30m, 12h or 7d", "1h")
    .action((uri: string, options: { readonly put?: boolean | undefined; readonly expires: string }) =>
      presign(context, uri, options),
    );
  command.addHelpText(
    "after",
    examples(
      "cuaderno s3 ensure s3://cuaderno-raw s3://cuaderno-refined",
      "cuaderno s3 ensure s3://lake --zones --ttl tmp/=60d",
      "cuaderno s3 cp data.parquet s3://lake/raw/",
      "cuaderno s3 cp -r data/traffic/raw s3://lake/traffic/raw",
      "cuaderno s3 ls s3://lake/raw/",
      "cuaderno s3 presign s3://lake/raw/data.parquet --expires 7d",
      "AWS_ENDPOINT_URL_S3=http://localhost:9000 cuaderno s3 ensure s3://cuaderno",
    ),
  );
}

interface EnsureOptions {
  readonly zones?: string | true | undefined;
  readonly ttl?: readonly string[] | undefined;
}

async function ensure(context: CommandContext, uris: readonly string[], options: EnsureOptions): Promise<void> {
  const buckets = uris.map((uri) => {
    if (!/^s3[an]?:\/\//i.test(uri))
      throw new ArgumentError(`s3 ensure: invalid S3 URI "${uri}"; expected s3://${uri}`);
    const { bucket, key } = parseS3Uri(uri, "s3 ensure");
    if (key !== "") throw new ArgumentError(`s3 ensure: expected a bucket, got the object ${uri}; use s3://${bucket}`);
    return bucket;
  });
  const lifetimes = (options.ttl ?? []).map(parseLifetime);
  const zones = options.zones === undefined ? [] : zoneNames(options.zones);
  const settings = { ...(await getS3Settings(context.environment, "s3 ensure")), signal: context.signal };
  const service = settings.endpoint ?? "AWS";
  const results = [];
  for (const bucket of buckets) {
    const { created, region } = await ensureBucket(bucket, settings);
    context.print(`s3://${bucket} ${created ? "created" : "exists"} at ${service}, region ${region}`);
    const createdZones = await ensureZones(bucket, zones, settings);
    for (const zone of zones) {
      context.print(`s3://${bucket}/${zone}/ ${createdZones.includes(zone) ? "created" : "exists"}`);
    }
    const rules = created || lifetimes.length > 0 ? await ensureLifetimes(bucket, lifetimes, settings) : undefined;
    if (rules?.kind === "rejected") {
      if (lifetimes.length > 0) throw toLifetimeError(bucket, service, rules.error);
      context.note(`s3://${bucket}: no rule for unfinished uploads: ${rules.error.message}`);
    } else {
      const state = rules?.kind === "unchanged" ? "unchanged" : "set";
      for (const { prefix, days } of lifetimes) {
        context.print(`s3://${bucket}/${prefix} is removed by the service after ${days} days (${state})`);
      }
    }
    const lifecycle = rules?.kind ?? "not requested";
    results.push({ bucket, created, endpoint: settings.endpoint ?? null, region, createdZones, lifetimes, lifecycle });
  }
  context.result({ buckets: results });
}

/** Some services do not support lifecycle rules; the bucket stays. */
function toLifetimeError(bucket: string, service: string, error: CuadernoError): CuadernoError {
  if (error.kind !== "environment" && error.kind !== "failed") return error;
  return new EnvironmentError(
    `s3 ensure: ${service} does not support lifecycle rules, so s3://${bucket} exists without --ttl; remove old objects yourself (${error.message})`,
    { cause: error },
  );
}

function parseLifetime(text: string): Lifetime {
  const [, prefix = "", days = ""] = /^([^=]+)=(\d+)d?$/.exec(text) ?? [];
  if (Number(days) < 1 || prefix.startsWith("/")) {
    throw new ArgumentError(`s3 ensure: --ttl: expected prefix=days, got "${text}"; for example tmp/=60d`);
  }
  return { prefix, days: Number(days) };
}

function zoneNames(zones: string | true): readonly string[] {
  const names = (zones === true ? "raw,trusted,refined" : zones).split(",").map((name) => name.trim());
  const odd = names.find((name) => !/^[\w][\w.-]*$/.test(name));
  if (odd !== undefined)
    throw new ArgumentError(`s3 ensure: --zones: invalid name "${odd}"; expected names such as raw,trusted,refined`);
  return names;
}

async function copy(context: CommandContext, from: string, to: string): Promise<void> {
  let shown = performance.now();
  const began = shown;
  const { uri, size } = await copyFile(from, to, {
    signal: context.signal,
    onProgress: (done, total) => {
      if (performance.now() - shown < 2_000) return;
      shown = performance.now();
      const share = total === undefined ? "" : ` of ${megabytes(total)}`;
      context.progress(`${megabytes(done)}${share} MB, ${megabytes((done * 1_000) / (shown - began))} MB/s`);
    },
  });
  context.print(`${redactUrl(from)} -> ${uri}, ${size} bytes`);
  context.result({ from: redactUrl(from), to: uri, size });
}

async function copyAll(context: CommandContext, from: string, to: string): Promise<void> {
  const files = await copyFolder(from, to, {
    signal: context.signal,
    onFile: ({ from: source, uri, size }) => context.print(`${source} -> ${uri}, ${size} bytes`),
  });
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  context.note(`${files.length} ${files.length === 1 ? "object" : "objects"}, ${megabytes(bytes)} MB`);
  context.result({ from, to, files });
}

async function list(context: CommandContext, uri: string, limit: string): Promise<void> {
  if (!/^s3[an]?:\/\//i.test(uri))
    throw new ArgumentError(`s3 ls: invalid S3 URI "${uri}"; expected s3://bucket/prefix`);
  if (!/^[1-9]\d{0,8}$/.test(limit)) {
    throw new ArgumentError(`s3 ls: --limit: expected an integer >= 1, got "${limit}"; for example --limit 100`);
  }
  const { store, key: prefix } = await openStore(uri, { ...context, caller: "s3 ls" });
  const objects = [];
  let isTruncated = false;
  for await (const { key, size, version } of store.list(prefix)) {
    isTruncated = objects.length === Number(limit);
    if (isTruncated) break;
    objects.push({ uri: `${store.name}/${key}`, size, version });
    if (!context.json) context.print(`${String(size).padStart(14)}  ${store.name}/${key}`);
  }
  if (objects.length === 0) context.note(`no object starts with ${uri}`);
  if (isTruncated) context.note(`more than ${limit} objects; use --limit or a longer prefix`);
  context.result({ uri, objects, isTruncated });
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

async function presign(
  context: CommandContext,
  uri: string,
  { put = false, expires }: { readonly put?: boolean | undefined; readonly expires: string },
): Promise<void> {
  const [, count = "", unit = ""] = /^(\d+)([smhd])$/.exec(expires) ?? [];
  const seconds = { s: 1, m: 60, h: 3_600, d: 86_400 }[unit];
  if (seconds === undefined)
    throw new ArgumentError(
      `s3 presign: --expires: expected a time such as 30m, 12h or 7d, got "${expires}"; for example --expires 1h`,
    );
  const method = put ? "PUT" : "GET";
  const expiresSeconds = Number(count) * seconds;
  const url = await presignUrl(uri, { method, expiresSeconds });
  context.print(url);
  context.result({ url, method, expiresSeconds });
}
