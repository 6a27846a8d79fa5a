import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { SqlParameter } from "../sql/sql-session.js";
import {
  errorDetailsRequest,
  executePlanRequest,
  interruptRequest,
  literal,
  readResponse,
  reattachRequest,
  releaseExecuteRequest,
  releaseSessionRequest,
  setConfigRequest,
} from "./spark-messages.js";

const golden = JSON.parse(readFileSync(new URL("golden/messages.json", import.meta.url), "utf8")) as {
  readonly literals: Readonly<Record<string, string>>;
  readonly requests: Readonly<Record<string, string>>;
  readonly responses: Readonly<Record<string, string>>;
};
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const read = (name: string) => readResponse(Buffer.from(golden.responses[name] ?? "", "hex"));
const caller = { session: "0f0e0d0c-0000-4000-8000-000000000001", user: "ana" };
const operation = "0f0e0d0c-0000-4000-8000-000000000002";
const hostile = "a'; DROP TABLE t --ñ";

describe("messages of Spark Connect are those of Spark's Python client", () => {
  it.each<[string, SqlParameter]>([
    ["string", hostile],
    ["empty", ""],
    ["true", true],
    ["false", false],
    ["int", 7],
    ["negative", -7],
    ["least", -(2 ** 31)],
    ["bigint", 2 ** 40],
    ["low", -(2n ** 63n)],
    ["double", 2.5],
    ["decimal", 2n ** 64n],
    ["null", null],
    ["time", new Date("2020-01-02T03:04:05.678Z")],
  ])("literal of %s", (name, value) => {
    expect(hex(literal(value, 1))).toBe(golden.literals[name]);
  });

  it("requests", () => {
    const plan = { query: "select ? as a, ? as b", parameters: [hostile, 7], operation, tag: "cuaderno-tag" };
    const found = {
      execute: executePlanRequest({ ...caller, ...plan }),
      reattach: reattachRequest(caller, operation, "r-7"),
      reattachFirst: reattachRequest(caller, operation, undefined),
      releaseAll: releaseExecuteRequest(caller, operation, undefined),
      releaseUntil: releaseExecuteRequest(caller, operation, "r-7"),
      interrupt: interruptRequest(caller, "cuaderno-tag"),
      releaseSession: releaseSessionRequest(caller),
      config: setConfigRequest(caller, { "spark.sql.session.timeZone": "UTC" }),
      errorDetails: errorDetailsRequest(caller, "e-1"),
    };
    expect(Object.fromEntries(Object.entries(found).map(([name, bytes]) => [name, hex(bytes)]))).toEqual(
      golden.requests,
    );
  });

  it("responses", () => {
    expect(read("schema")).toEqual({ id: "r-1", chunk: 0, chunks: 1, isComplete: false, names: ["id", "nñ"] });
    expect(read("batch")).toEqual({ id: "r-2", arrow: Buffer.from("arrow"), chunk: 0, chunks: 1, isComplete: false });
    expect(read("chunk")).toEqual({ id: "r-3", arrow: Buffer.from("part"), chunk: 1, chunks: 3, isComplete: false });
    expect(read("complete")).toMatchObject({ id: "r-4", isComplete: true });
  });

  it("rejects an integer beyond Spark's decimals", () => {
    expect(() => literal(10n ** 38n, 3)).toThrow("parameter 3 has 39 digits, Spark's decimals have at most 38");
  });
});
