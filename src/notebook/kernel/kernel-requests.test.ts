import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { KernelMessage } from "./kernel-message.js";
import { kernelRequests } from "./kernel-requests.js";

let ids = 0;
const requests = () =>
  kernelRequests({ transmit: async () => undefined, now: () => new Date(0), newId: () => `id${ids++}` });

function message(id: string, type: string, content = {}): KernelMessage {
  const header = { msg_id: "m", msg_type: type, session: "s", username: "u", date: "", version: "5.3" };
  return { header, parent_header: { ...header, msg_id: id }, metadata: {}, content };
}

const idle = { execution_state: "idle" };

describe("kernelRequests", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("ends a request with its reply and the idle status, in either order", async () => {
    for (const order of [0, 1]) {
      const kernel = requests();
      const { done } = kernel.send("shell", "execute_request", {}, "r");
      const steps = [
        () => kernel.receive("shell", message("r", "execute_reply", { status: "ok" })),
        () => kernel.receive("iopub", message("r", "status", idle)),
      ];
      for (const step of order === 0 ? steps : steps.reverse()) step();
      expect(await done).toMatchObject({ complete: true, isIdle: true, reply: { content: { status: "ok" } } });
    }
  });

  it("ends a request without the idle status some time after its reply", async () => {
    const kernel = requests();
    const { done } = kernel.send("shell", "execute_request", {}, "r");
    kernel.receive("shell", message("r", "execute_reply"));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await done).toMatchObject({ complete: false, isIdle: false });
  });

  it("ends a request whose reply does not arrive some time after the idle status", async () => {
    const kernel = requests();
    const { done } = kernel.send("shell", "execute_request", {}, "r");
    kernel.receive("iopub", message("r", "status", idle));
    await vi.advanceTimersByTimeAsync(31_000);
    expect(await done).toEqual({ reply: undefined, isIdle: true, complete: false });
  });

  it("ends all requests when the kernel has ended", async () => {
    const kernel = requests();
    const { done } = kernel.send("shell", "execute_request", {}, "r");
    kernel.end();
    expect(await done).toEqual({ reply: undefined, isIdle: false, complete: false });
  });
});
