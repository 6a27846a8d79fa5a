import type { Command } from "commander";
import { ArgumentError, type CuadernoError, EnvironmentError } from "../core/errors.js";
import { redactUrl } from "../http/redact-url.js";
import { copyFile } from "../io/stores/copy-file.js";
import { presignUrl } from "../io/stores/presign-url.js";
import { openStore } from "../store/open-store.js";
import { ensureBucket } from "../store/s3/ensure-bucket.js";
import { ensureLifetimes, type Lifetime } from "../store/s3/ensure-lifetimes.js";
import { ensureZones } from "../store/s3/ensure-zones.js";
import { parseS3Uri } from "../store/s3/parse-s3-uri.js";
import { s3Settings } from "../store/s3/s3-settings.js";
import { type CommandContext, examples } from "./command.js";

/** `cuaderno s3`: buckets, copies and links of the S3 service that the environment names. */
export function define(command: Command, context: CommandContext): void {
  command
    .command("ensure")
    .argument("<uris...>", "one or more of s3://bucket")
    .description("make each bucket when it is not there; running it again changes nothing")
    .option("--zones [names]", "also make these folders, parted by commas (default: raw,trusted,refined)")
    .option("--ttl <prefix=days...>", "the service removes what lies below the prefix after so many days: tmp/=60d")
    .action((uris: string[], options: EnsureOptions) => ensure(context, uris, options));
  command
    .command("cp")
    .argument("<from>", "s3://bucket/key, a file, or https://host/path")
    .argument("<to>", "s3://bucket/key or a file; a name that ends in / keeps the source's last part")
    .description("copy one object, large ones in parts side by side")
    .action((from: string, to: string) => copy(context, from, to));
  command
    .command("ls")
    .argument("<uri>", "s3://bucket, or what the keys begin with: s3://bucket/raw/")
    .description("list objects with their sizes, in order of their keys")
    .option("--limit <count>", "at most so many", "1000")
    .action((uri: string, { limit }: { readonly limit: string }) => list(context, uri, limit));
  command
    .command("presign")
    .argument("<uri>", "s3://bucket/key")
    .description("print a link that opens one object without credentials until it expires")
    .option("--put", "a link to write it, in place of one to read it")
    .option("--expires <time>", "how long it works: 90s, 30m, 12h or 7d", "1h")
    .action((uri: string, options: { readonly put?: boolean; readonly expires: string }) =>
      presign(context, uri, options),
    );
  command.addHelpText(
    "after",
    examples(
      "cuaderno s3 ensure s3://cuaderno-raw s3://cuaderno-refined",
      "cuaderno s3 ensure s3://lake --zones --ttl tmp/=60d",
      "cuaderno s3 cp data.parquet s3://lake/raw/",
      "cuaderno s3 ls s3://lake/raw/",
      "cuaderno s3 presign s3://lake/raw/data.parquet --expires 7d",
      "AWS_ENDPOINT_URL_S3=http://localhost:9000 cuaderno s3 ensure s3://cuaderno",
    ),
  );
}

interface EnsureOptions {
  readonly zones?: string | true;
  readonly ttl?: readonly string[];
}

async function ensure(context: CommandContext, uris: readonly string[], options: EnsureOptions): Promise<void> {
  const buckets = uris.map((uri) => {
    if (!/^s3[an]?:\/\//i.test(uri)) throw new ArgumentError(`s3 ensure: ${uri} is no bucket; write s3://${uri}`);
    const { bucket, key } = parseS3Uri(uri);
    if (key !== "") throw new ArgumentError(`s3 ensure: ${uri} names an object; a bucket is s3://${bucket}`);
    return bucket;
  });
  const lifetimes = (options.ttl ?? []).map(lifetimeOf);
  const zones = options.zones === undefined ? [] : zoneNames(options.zones);
  const settings = { ...s3Settings(context.environment), signal: context.signal };
  const service = settings.endpoint ?? "AWS";
  const results = [];
  for (const bucket of buckets) {
    const { made, region } = await ensureBucket(bucket, settings);
    context.print(`s3://${bucket} ${made ? "made" : "is there"} at ${service}, region ${region}`);
    const madeZones = await ensureZones(bucket, zones, settings);
    for (const zone of zones) {
      context.print(`s3://${bucket}/${zone}/ ${madeZones.includes(zone) ? "made" : "is there"}`);
    }
    const rules = made || lifetimes.length > 0 ? await ensureLifetimes(bucket, lifetimes, settings) : undefined;
    if (rules?.kind === "refused") {
      if (lifetimes.length > 0) throw lifetimeRefusal(bucket, service, rules.refusal);
      context.note(`s3://${bucket}: no rule for unfinished uploads: ${rules.refusal.message}`);
    } else {
      const state = rules?.kind === "unchanged" ? "as before" : "set";
      for (const { prefix, days } of lifetimes) {
        context.print(`s3://${bucket}/${prefix} is removed by the service after ${days} days (${state})`);
      }
    }
    const lifecycle = rules?.kind ?? "not asked";
    results.push({ bucket, made, endpoint: settings.endpoint ?? null, region, madeZones, lifetimes, lifecycle });
  }
  context.result({ buckets: results });
}

/** Some services know no lifetimes at all; what is there already stays as it is. */
function lifetimeRefusal(bucket: string, service: string, refusal: CuadernoError): CuadernoError {
  if (refusal.kind !== "environment" && refusal.kind !== "failed") return refusal;
  return new EnvironmentError(
    `s3 ensure: ${service} takes no lifetimes (lifecycle rules), so s3://${bucket} is there without --ttl; remove old objects yourself (${refusal.message})`,
    { cause: refusal },
  );
}

function lifetimeOf(text: string): Lifetime {
  const [, prefix = "", days = ""] = /^([^=]+)=(\d+)d?$/.exec(text) ?? [];
  if (Number(days) < 1 || prefix.startsWith("/")) {
    throw new ArgumentError(`s3 ensure: --ttl ${text} is not a prefix and days; write tmp/=60d`);
  }
  return { prefix, days: Number(days) };
}

function zoneNames(zones: string | true): readonly string[] {
  const names = (zones === true ? "raw,trusted,refined" : zones).split(",").map((name) => name.trim());
  const odd = names.find((name) => !/^[\w][\w.-]*$/.test(name));
  if (odd !== undefined) throw new ArgumentError(`s3 ensure: --zones: "${odd}" is no name; write raw,trusted,refined`);
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

async function list(context: CommandContext, uri: string, limit: string): Promise<void> {
  if (!/^s3[an]?:\/\//i.test(uri)) throw new ArgumentError(`s3 ls: ${uri} is no S3 address; write s3://bucket/raw/`);
  if (!/^[1-9]\d{0,8}$/.test(limit)) {
    throw new ArgumentError(`s3 ls: --limit takes a whole number from 1 on, got "${limit}"`);
  }
  const { store, key: prefix } = await openStore(uri, context);
  const objects = [];
  let isCut = false;
  for await (const { key, size, version } of store.list(prefix)) {
    isCut = objects.length === Number(limit);
    if (isCut) break;
    objects.push({ uri: `${store.name}/${key}`, size, version });
    if (!context.json) context.print(`${String(size).padStart(14)}  ${store.name}/${key}`);
  }
  if (objects.length === 0) context.note(`nothing begins with ${uri}`);
  if (isCut) context.note(`there are more than ${limit}; pass --limit, or a longer beginning`);
  context.result({ uri, objects, isCut });
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

async function presign(
  context: CommandContext,
  uri: string,
  { put = false, expires }: { readonly put?: boolean; readonly expires: string },
): Promise<void> {
  const [, count = "", unit = ""] = /^(\d+)([smhd])$/.exec(expires) ?? [];
  const seconds = { s: 1, m: 60, h: 3_600, d: 86_400 }[unit];
  if (seconds === undefined)
    throw new ArgumentError(`s3 presign: --expires ${expires} is no time; write 30m, 12h or 7d`);
  const method = put ? "PUT" : "GET";
  const expiresSeconds = Number(count) * seconds;
  const url = await presignUrl(uri, { method, expiresSeconds });
  context.print(url);
  context.result({ url, method, expiresSeconds });
}
