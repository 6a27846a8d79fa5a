import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStore } from "../io/stores/open-store.js";
import { type CommandResult, callCommand } from "../testing/call-command.js";
import { describeOnS3 } from "../testing/describe-on-s3.js";
import { define } from "./init.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cuaderno-init-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const call = (...words: readonly string[]): Promise<CommandResult> =>
  callCommand(define, words, { cwd: folder, environment: process.env });
const rows = Array.from({ length: 100 }, (_, index) => `${index},${"AB"[index % 2]},${(index * 7) % 50}`);
const text = ["order_id,shop,amount", ...rows, ""].join("\n");

describe("cuaderno init", () => {
  it("reports files, target and the next commands", async () => {
    writeFileSync(join(folder, "sales.csv"), text);
    const { printed, result } = await call("my-lab", "--from", "sales.csv");
    expect(printed[0]).toBe("my-lab: 12 files");
    expect(printed).toContain(
      "100 rows; target: amount (--target names another); no column of times: rows are split at random",
    );
    expect(printed).toContain("not features: orderId");
    expect(printed.slice(printed.indexOf("next:"))).toEqual([
      "next:",
      "  cd my-lab",
      "  npm install",
      "  npx cuaderno run notebooks",
      "  npx cuaderno lab notebooks",
    ]);
    expect(result).toMatchObject({ rowCount: 100, description: { target: "amount", exclude: ["orderId"] } });
  });

  it("suggests a near template, and notes files that it does not change", async () => {
    await expect(call("a", "--template", "forcast")).rejects.toThrow('did you mean "forecast"');
    await expect(call("a", "--example", "wine")).rejects.toThrow("expected traffic, milk, telecom, crime, worldbank");
    writeFileSync(join(folder, "package.json"), "{}");
    const { noted, printed } = await call(".", "--template", "empty");
    expect(noted).toEqual(["package.json exists and is unchanged"]);
    expect(printed).not.toContain("  cd .");
  });
});

describeOnS3("cuaderno init", "init-lake", () => {
  it("leaves the table on S3, and the notebooks read it there", async () => {
    const { store, key } = await openStore("s3://init-lake/raw/sales.csv");
    await store.write(key, new TextEncoder().encode(text));
    const { printed } = await call("my-lab", "--from", "s3://init-lake/raw/sales.csv");
    expect(printed[0]).toBe("my-lab: 11 files");
    const flow = readFileSync(join(folder, "my-lab", "notebooks", "flow.yaml"), "utf8");
    expect(flow).toContain('"source":"s3://init-lake/raw/sales.csv"');
    expect(flow).not.toContain("inputs");
  });
});
