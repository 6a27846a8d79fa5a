import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../../testing/make-notebook.js";
import { knownSecrets } from "./known-secrets.js";

it("finds secrets in .env files of a folder and of those above it, up to the project's root", () => {
  const root = temporaryFolder();
  const project = join(root, "project");
  const folder = join(project, "notebooks", "sales");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(root, ".env"), "OTHER_TOKEN=not-of-this-project\n");
  writeFileSync(join(project, "package.json"), "{}");
  writeFileSync(join(project, ".env"), 'DB_PASS="horse-battery"\nCUADERNO_SECRETS=SITE\nPORT=8080\n');
  writeFileSync(join(folder, ".env.local"), "SITE=lima-7\n");
  expect(knownSecrets({ NPM_TOKEN: "npm-12345" }, folder)).toEqual({
    secrets: ["npm-12345", "lima-7", "horse-battery"],
    secretNames: "SITE",
  });
});
