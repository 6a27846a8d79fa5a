import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { endProcess } from "./end-process.js";
import { freePort } from "./free-port.js";

/** A Python with cfn-lint, python-hcl2 and moto: CUADERNO_TEST_INFRA_PYTHON names it (`.ci/run` installs it). */
export const infraPython: string | undefined = process.env.CUADERNO_TEST_INFRA_PYTHON;

/** Why no moto with IAM can be started here; undefined when one can. */
export const missingMoto: string | undefined =
  infraPython === undefined
    ? "CUADERNO_TEST_INFRA_PYTHON is not set"
    : existsSync(join(dirname(infraPython), "moto_server"))
      ? undefined
      : "moto_server is not next to the Python of CUADERNO_TEST_INFRA_PYTHON";

/** Keys of a user with one policy. */
export interface UserKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** An AWS of moto that enforces IAM: a bucket, and a user for each policy. */
export interface MotoWithIam {
  readonly endpoint: string;
  readonly users: Readonly<Record<string, UserKeys>>;
  stop(): Promise<void>;
}

const setUp = `
import json, sys, boto3
endpoint, bucket, policies = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
options = dict(endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="setup", aws_secret_access_key="setup")
boto3.client("s3", **options).create_bucket(Bucket=bucket)
iam = boto3.client("iam", **options)
keys = {}
for name, document in policies.items():
    iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName=name, PolicyDocument=json.dumps(document))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    keys[name] = dict(accessKeyId=key["AccessKeyId"], secretAccessKey=key["SecretAccessKey"])
print(json.dumps(keys))
`;

/** Starts moto; after the bucket and the users are made, every request needs the permission of its key. */
export async function startMotoWithIam(
  bucket: string,
  policies: Readonly<Record<string, unknown>>,
): Promise<MotoWithIam> {
  const python = infraPython ?? "";
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const free = 1 + 3 * Object.keys(policies).length;
  const child = spawn(join(dirname(python), "moto_server"), ["-H", "127.0.0.1", "-p", `${port}`], {
    stdio: "ignore",
    env: { ...process.env, INITIAL_NO_AUTH_ACTION_COUNT: String(free) },
  });
  const killNow = (): void => void child.kill("SIGKILL");
  process.once("exit", killNow);
  const stop = async (): Promise<void> => {
    await endProcess(child);
    process.off("exit", killNow);
  };
  try {
    await untilListening(endpoint, child);
    const output = execFileSync(python, ["-c", setUp, endpoint, bucket, JSON.stringify(policies)], {
      encoding: "utf8",
    });
    return { endpoint, users: JSON.parse(output) as MotoWithIam["users"], stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

async function untilListening(endpoint: string, child: ReturnType<typeof spawn>): Promise<void> {
  const end = performance.now() + 30_000;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`moto_server ended with code ${child.exitCode}`);
    try {
      // This path of moto itself is not an action of AWS.
      await fetch(`${endpoint}/moto-api/`);
      return;
    } catch (thrown) {
      if (performance.now() > end) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
