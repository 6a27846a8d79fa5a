import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** What a profile of the AWS configuration file says about where S3 is. */
export interface AwsProfile {
  readonly endpoint?: string;
  readonly region?: string;
}

/**
 * The profile that an environment names, else `default`, as AWS's own tools read it: `endpoint_url` of its `services` section for S3 before
 * its own. The SDK reads it too, but late and without path style, and other readers of the same bucket would not see it.
 */
export function awsProfile(environment: Readonly<Record<string, string | undefined>>): AwsProfile {
  const sections = sectionsOf(environment.AWS_CONFIG_FILE || join(environment.HOME || homedir(), ".aws", "config"));
  const name = environment.AWS_PROFILE || "default";
  const profile = sections.get(`profile ${name}`) ?? (name === "default" ? sections.get(name) : undefined);
  if (profile === undefined) return {};
  const services = sections.get(`services ${profile.get("services")}`);
  const isIgnored = profile.get("ignore_configured_endpoint_urls") === "true";
  const endpoint = isIgnored ? undefined : (services?.get("s3.endpoint_url") ?? profile.get("endpoint_url"));
  const region = profile.get("region");
  return { ...(endpoint && { endpoint }), ...(region && { region }) };
}

/** Settings by section; one that stands indented below another has the other's name before its own. */
function sectionsOf(path: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let section = new Map<string, string>();
  let above = "";
  for (const line of linesOf(path)) {
    const name = /^\s*\[\s*(.*?)\s*\]/.exec(line)?.[1];
    if (name !== undefined) {
      section = new Map();
      sections.set(name.replace(/\s+/g, " ").replaceAll('"', ""), section);
      continue;
    }
    const [, indent = "", key = "", value = ""] = /^(\s*)([^\s=#;][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key === "") continue;
    if (indent === "") above = key;
    section.set(indent === "" ? key : `${above}.${key}`, value);
  }
  return sections;
}

function linesOf(path: string): readonly string[] {
  try {
    return readFileSync(path, "utf8").split(/\r?\n/);
  } catch {
    return [];
  }
}
