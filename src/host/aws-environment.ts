/**
 * The environment as the AWS SDK is to find it: it would warn of Node 20's age in every program and notebook; the floor is stated in
 * package.json, users need not read it each time.
 */
export function awsEnvironment(): Readonly<Record<string, string | undefined>> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  return process.env;
}
