import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { awsProfile } from "./aws-profile.js";
import { s3Settings } from "./s3-settings.js";

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
[ profile  parted ]
services = ours
endpoint_url = http://all.parted:1
[services ours]
dynamodb =
  endpoint_url = http://dynamo:1
s3 =
  endpoint_url = http://s3.parted:9000
; the end
[profile deaf]
endpoint_url = http://deaf:1
ignore_configured_endpoint_urls = true
`,
);

describe("awsProfile", () => {
  it.each([
    [undefined, { region: "eu-west-1" }],
    ["work", { region: "eu-north-1", endpoint: "http://s3.work:9000" }],
    ["parted", { endpoint: "http://s3.parted:9000" }],
    ["deaf", {}],
    ["nobody", {}],
  ])("reads the profile %s", (AWS_PROFILE, wanted) => {
    expect(awsProfile({ HOME: home, AWS_PROFILE })).toEqual(wanted);
    expect(awsProfile({ HOME: join(home, "none"), AWS_PROFILE })).toEqual({});
    expect(awsProfile({ AWS_CONFIG_FILE: join(home, ".aws", "config"), AWS_PROFILE })).toEqual(wanted);
  });

  it("decides where S3 is unless the environment says so", () => {
    const work = { HOME: home, AWS_PROFILE: "work" };
    const there = { endpoint: "http://s3.work:9000", region: "eu-north-1", profile: "work" };
    expect(s3Settings(work)).toEqual(there);
    expect(s3Settings({ ...work, AWS_REGION: "x", AWS_ENDPOINT_URL: "http://here:1" })).toEqual({
      ...{ endpoint: "http://here:1", region: "x", profile: "work" },
    });
    expect(s3Settings({ ...work, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" })).toEqual({ profile: "work" });
    expect(s3Settings({ HOME: home })).toEqual({});
    expect(() => s3Settings({ HOME: home, AWS_ENDPOINT_URL_S3: "here:9000" })).toThrow(
      "(or a profile's endpoint_url) must begin with http:// or https://, it is here:9000",
    );
  });
});
