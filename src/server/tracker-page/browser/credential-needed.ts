/** Event of the window when the server refuses a request without a valid credential. */
export const credentialNeeded = "credential-needed";
