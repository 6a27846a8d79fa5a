import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { getS3Settings } from "./get-s3-settings.js";
import { readAwsProfile } from "./read-aws-profile.js";

const home = mkdtempSync(join(tmpdir(), "cuaderno-profile-"));
afterAll(() => rmSync(home, { recursive: true }));
mkdirSync(join(home, ".aws"));
writeFileSync(
  join(home, ".aws", "config"),
  `# of this test
[default]
region = eu-west-1
[profile work]
region=eu-north-1
endpoint_url = http://s3.work:9000
[profile split]
services = local
endpoint_url = http://all.split:1
[services local]
dynamodb =
  endpoint_url = http://dynamo:1
s3 =
  endpoint_url = http://s3.split:9000
; the end
[profile ignoring]
endpoint_url = http://ignored:1
ignore_configured_endpoint_urls = true
`,
);

describe("readAwsProfile", () => {
  it.each([
    [undefined, { region: "eu-west-1" }],
    ["work", { region: "eu-north-1", endpoint: "http://s3.work:9000" }],
    ["split", { endpoint: "http://s3.split:9000" }],
    ["ignoring", {}],
    ["missing", {}],
  ])("reads the profile %s", async (AWS_PROFILE, expected) => {
    expect(await readAwsProfile({ HOME: home, AWS_PROFILE })).toEqual(expected);
    expect(await readAwsProfile({ HOME: join(home, "none"), AWS_PROFILE })).toEqual({});
    expect(await readAwsProfile({ AWS_CONFIG_FILE: join(home, ".aws", "config"), AWS_PROFILE })).toEqual(expected);
  });
});

describe("getS3Settings", () => {
  it("uses the profile unless the environment has the setting", async () => {
    const work = { HOME: home, AWS_PROFILE: "work" };
    const settings = { endpoint: "http://s3.work:9000", region: "eu-north-1", profile: "work" };
    expect(await getS3Settings(work)).toEqual(settings);
    expect(await getS3Settings({ ...work, AWS_REGION: "x", AWS_ENDPOINT_URL: "http://here:1" })).toEqual({
      ...{ endpoint: "http://here:1", region: "x", profile: "work" },
    });
    expect(await getS3Settings({ ...work, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" })).toEqual({ profile: "work" });
    expect(await getS3Settings({ HOME: home })).toEqual({});
    await expect(getS3Settings({ HOME: home, AWS_ENDPOINT_URL_S3: "here:9000" })).rejects.toThrow(
      'openStore: AWS_ENDPOINT_URL_S3 (or endpoint_url of a profile): expected an http:// or https:// URL, got "here:9000"',
    );
  });
});
