import { expect, it, vi } from "vitest";
import { processSecretMask, runSecretsKey } from "./process-secret-mask.js";

it("masks the secrets of the environment and of the run that there are at the call", () => {
  const text = "a correct-horse-1 b battery-staple-2";
  const before = processSecretMask();
  expect([before(text), processSecretMask()]).toEqual([text, before]);
  vi.stubEnv("SHOP_PASSWORD", "correct-horse-1");
  expect(processSecretMask()(text)).toBe("a *** b battery-staple-2");
  vi.stubGlobal(runSecretsKey as unknown as string, ["battery-staple-2"]);
  expect(processSecretMask()(text)).toBe("a *** b ***");
  vi.unstubAllEnvs();
  expect(processSecretMask()(text)).toBe("a correct-horse-1 b ***");
  vi.unstubAllGlobals();
  expect(processSecretMask()(text)).toBe(text);
});
