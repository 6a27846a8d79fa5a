import { randomUUID } from "node:crypto";
import { onTestFinished } from "vitest";
import type { JsonObject } from "../core/json.js";
import { cuadernoSpec } from "../notebook/kernel/cuaderno-spec.js";
import type { ExecuteOutcome, Kernel, KernelOutput } from "../notebook/kernel/kernel.js";
import type { KernelSpec } from "../notebook/kernel/kernel-spec.js";
import type { KernelTypes } from "../notebook/kernel/launch-kernel.js";
import { startKernel } from "../runner/run/kernels.js";
import { rootFolder } from "./source-files.js";

/** A kernel for a test, which ends with it. */
export interface TestKernel {
  readonly kernel: Kernel;
  /** Runs a cell; also its late outputs are in the result once they have come. */
  run(code: string, options?: { readonly timeoutMs?: number; readonly signal?: AbortSignal }): Promise<CellRun>;
}

/** What a cell did. */
export interface CellRun {
  readonly outcome: ExecuteOutcome;
  readonly outputs: readonly KernelOutput[];
  /** Printed text, and the plain text of shown values. */
  readonly text: string;
}

/** The kernel `cuaderno` in a folder (default: that of this repository). */
export async function startTestKernel(
  folder: string = rootFolder,
  change: Partial<KernelSpec> = {},
  environment: Readonly<Record<string, string>> = {},
  types: KernelTypes = { mode: "off", cells: [] },
): Promise<TestKernel> {
  const kernel = await startKernel({ ...cuadernoSpec(), ...change }, { cwd: folder, environment, types });
  onTestFinished(() => kernel.shutdown());
  const outputs = new Map<string, KernelOutput[]>();
  kernel.onOutput((message) => {
    outputs.get(message.requestId)?.push(message);
  });
  return {
    kernel,
    run: async (code, options = {}) => {
      const requestId = randomUUID();
      const own: KernelOutput[] = [];
      outputs.set(requestId, own);
      const outcome = await kernel.execute(code, { requestId, ...options });
      return {
        outcome,
        outputs: own,
        get text() {
          return own.map(toText).join("");
        },
      };
    },
  };
}

function toText({ type, content }: KernelOutput): string {
  if (type === "stream") return String(content.text);
  if (type === "error") return `${content.ename}: ${content.evalue}`;
  return String((content.data as JsonObject | undefined)?.["text/plain"] ?? "");
}
