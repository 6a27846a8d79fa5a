/**
 * The environment for the AWS SDK, without its warning about the age of Node 20 in every program and notebook, and with
 * the endpoint that MLflow's clients use (`MLFLOW_S3_ENDPOINT_URL`) unless AWS's variable names one.
 */
export function awsEnvironment(): Readonly<Record<string, string | undefined>> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const { MLFLOW_S3_ENDPOINT_URL: endpoint, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL } = process.env;
  if (!endpoint || AWS_ENDPOINT_URL_S3 || AWS_ENDPOINT_URL) return process.env;
  return { ...process.env, AWS_ENDPOINT_URL_S3: endpoint };
}
