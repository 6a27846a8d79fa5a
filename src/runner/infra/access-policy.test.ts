import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore } from "../../store/open-store-with.js";
import { ensureBucket } from "../../store/s3/ensure-bucket.js";
import { ensureLifetimes } from "../../store/s3/ensure-lifetimes.js";
import type { S3Settings } from "../../store/s3/get-s3-settings.js";
import type { Store } from "../../store/store.js";
import { type MotoWithIam, missingMoto, startMotoWithIam } from "../../testing/moto-with-iam.js";
import { accessPolicy, type PolicyStatement } from "./access-policy.js";
import { accessKinds, type InfraPlan } from "./infra-plan.js";

const bucket = "lake";
const plan: InfraPlan = {
  name: "traffic",
  zones: ["raw", "refined"],
  lifetimes: [{ prefix: "tmp/", days: 60 }],
  versionDays: 90,
  access: accessKinds,
  service: "none",
  schedule: undefined,
};

function toDocument(statements: readonly PolicyStatement[]): unknown {
  // Services other than AWS get a probe for conditional writes below this prefix.
  const probed = statements.map((statement) =>
    statement.Sid.endsWith("Objects")
      ? { ...statement, Resource: [...statement.Resource, "{bucket}/.cuaderno-writing-*"] }
      : statement,
  );
  const text = JSON.stringify({ Version: "2012-10-17", Statement: probed });
  // In AWS a HEAD of the bucket needs s3:ListBucket; moto checks an action of its own for it.
  return JSON.parse(
    text
      .replaceAll("{bucket}", `arn:aws:s3:::${bucket}`)
      .replaceAll('"s3:ListBucket"', '"s3:ListBucket","s3:HeadBucket"'),
  );
}

/** The policy without one of its actions. */
function without(statements: readonly PolicyStatement[], action: string): readonly PolicyStatement[] {
  return statements
    .map((statement) => ({ ...statement, Action: statement.Action.filter((each) => each !== action) }))
    .filter(({ Action }) => Action.length > 0);
}

const write = accessPolicy("write", plan);
const writeActions = write.flatMap(({ Action }) => Action);
const policies = {
  ...Object.fromEntries(accessKinds.map((kind) => [kind, toDocument(accessPolicy(kind, plan))])),
  ...Object.fromEntries(writeActions.map((action) => [`no-${action.slice(3)}`, toDocument(without(write, action))])),
};

describe.skipIf(missingMoto !== undefined)(`policies enforced by moto${missingMoto ? ` (${missingMoto})` : ""}`, () => {
  let aws: MotoWithIam;
  beforeAll(async () => {
    aws = await startMotoWithIam(bucket, policies);
  }, 60_000);
  afterAll(async () => await aws?.stop());

  const settings = (user: string): S3Settings => {
    const credentials = aws.users[user];
    if (credentials === undefined) throw new Error(`no user ${user}`);
    return { endpoint: aws.endpoint, region: "us-east-1", credentials };
  };
  const getStore = async (user: string): Promise<Store> => {
    const { accessKeyId, secretAccessKey } = settings(user).credentials ?? { accessKeyId: "", secretAccessKey: "" };
    const environment = {
      AWS_ENDPOINT_URL_S3: aws.endpoint,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_MAX_ATTEMPTS: "1",
    };
    return (await openStore(`s3://${bucket}/`, { environment, cwd: "/" })).store;
  };
  const bytes = new TextEncoder().encode("a,b\n1,2\n");

  async function* chunks(count: number, end?: Error): AsyncGenerator<Uint8Array> {
    for (let index = 0; index < count; index++) yield new Uint8Array(6_000_000).fill(index);
    if (end !== undefined) throw end;
  }

  /** Everything that the library does to objects. */
  async function useAll(store: Store): Promise<void> {
    await store.write("raw/a.csv", bytes);
    expect(await store.create("refined/once.csv", bytes)).toBe(true);
    const found = await store.stat("raw/a.csv");
    expect(await store.stat("raw/missing.csv")).toBeUndefined();
    await store.swap("raw/a.csv", bytes, found?.version ?? "");
    await store.writeChunks("tmp/large.bin", chunks(3));
    await expect(store.writeChunks("tmp/broken.bin", chunks(3, new Error("no disk")))).rejects.toThrow("no disk");
    expect([...(await store.read("raw/a.csv"))]).toEqual([...bytes]);
    let length = 0;
    for await (const chunk of store.readChunks("tmp/large.bin")) length += chunk.length;
    expect(length).toBe(18_000_000);
    const keys: string[] = [];
    for await (const { key } of store.list("raw/")) keys.push(key);
    expect(keys).toEqual(["raw/a.csv"]);
    for (const key of ["raw/a.csv", "refined/once.csv", "tmp/large.bin"]) await store.remove(key);
  }

  it("allow writers all that the library does to objects", async () => {
    await useAll(await getStore("write"));
  });

  it.each(writeActions.filter((action) => action !== "s3:AbortMultipartUpload"))(
    "have no action that the library could do without: %s",
    async (action) => {
      await expect(useAll(await getStore(`no-${action.slice(3)}`))).rejects.toThrow();
    },
  );

  it("allow readers to read, and nothing else", async () => {
    await (await getStore("write")).write("raw/b.csv", bytes);
    const store = await getStore("read");
    expect([...(await store.read("raw/b.csv"))]).toEqual([...bytes]);
    expect(await store.stat("raw/none.csv")).toBeUndefined();
    await expect(store.write("raw/b.csv", bytes)).rejects.toThrow(/access|denied|permission/i);
    await expect(store.remove("raw/b.csv")).rejects.toThrow(/access|denied|permission/i);
    await expect(store.read("deploy/function.zip")).rejects.toThrow(/access|denied|permission/i);
  });

  it("keep writers out of other prefixes and of the bucket's settings", async () => {
    const store = await getStore("write");
    for (const key of ["deploy/function.zip", "other.csv", "rawer/a.csv"]) {
      await expect(store.write(key, bytes)).rejects.toThrow(/access|denied|permission/i);
    }
    const outcome = await ensureLifetimes(bucket, [{ prefix: "raw/", days: 1 }], settings("write"));
    expect(outcome.kind).toBe("rejected");
    await expect(ensureBucket("another-bucket", settings("write"))).rejects.toThrow();
  });

  it("allow deployers to set lifetimes and upload programs, and nothing else", async () => {
    const store = await getStore("deploy");
    await store.write("deploy/function.zip", bytes);
    expect(await ensureBucket(bucket, settings("deploy"))).toMatchObject({ created: false });
    const outcome = await ensureLifetimes(bucket, [{ prefix: "tmp/", days: 60 }], settings("deploy"));
    expect(outcome.kind).toBe("set");
    await expect(store.read("raw/b.csv")).rejects.toThrow(/access|denied|permission/i);
    await expect(store.write("raw/b.csv", bytes)).rejects.toThrow(/access|denied|permission/i);
    await expect(store.remove("deploy/function.zip")).rejects.toThrow(/access|denied|permission/i);
  });
});

describe("accessPolicy", () => {
  it("has no action with a wildcard and no resource beyond the prefixes", () => {
    for (const service of ["none", "lambda", "container"] as const) {
      const statements = accessKinds.flatMap((kind) => accessPolicy(kind, { ...plan, service }));
      expect(statements.flatMap(({ Action }) => Action).filter((action) => action.includes("*"))).toEqual([]);
      const open = statements.filter(({ Resource }) => Resource.includes("*"));
      expect(open.every(({ Action }) => Action.join() === "ecr:GetAuthorizationToken")).toBe(true);
    }
    expect(write.find(({ Sid }) => Sid === "WriteObjects")?.Resource).toEqual([
      "{bucket}/raw/*",
      "{bucket}/refined/*",
      "{bucket}/tmp/*",
    ]);
    expect(JSON.stringify(write)).not.toContain("s3:DeleteObjectVersion");
  });
});
