/**
 * The environment for the AWS SDK, without its warning about the age of Node 20 in every program and notebook.
 */
export function awsEnvironment(): Readonly<Record<string, string | undefined>> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  return process.env;
}
