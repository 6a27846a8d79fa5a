import { homedir } from "node:os";
import { join } from "node:path";

/** Where S3 is according to a profile of the AWS configuration file. */
export interface AwsProfile {
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
}

/**
 * The profile that the environment names, else `default`; an `endpoint_url` for S3 in its `services` section precedes
 * its own. The SDK reads the profile too, but too late for the path style and for the table engine, which reads the
 * same bucket.
 */
export async function readAwsProfile(environment: Readonly<Record<string, string | undefined>>): Promise<AwsProfile> {
  const { loadSharedConfigFiles } = await import("@smithy/core/config");
  const configFilepath = environment.AWS_CONFIG_FILE || join(environment.HOME || homedir(), ".aws", "config");
  const { configFile } = await loadSharedConfigFiles({ configFilepath, ignoreCache: true });
  const profile = configFile[environment.AWS_PROFILE || "default"];
  if (profile === undefined) return {};
  const services = configFile[`services.${profile.services}`];
  const isIgnored = profile.ignore_configured_endpoint_urls === "true";
  return {
    endpoint: isIgnored ? undefined : services?.["s3.endpoint_url"] || profile.endpoint_url || undefined,
    region: profile.region || undefined,
  };
}
