/** The middleware stack of a command, as far as it is needed here. */
interface MiddlewareStack {
  add(
    middleware: (next: (args: { readonly request: unknown }) => Promise<unknown>) => (args: never) => Promise<unknown>,
    options: { readonly step: "build" },
  ): void;
}

const smallBytes = 256 * 1024;

/**
 * Adds the hash of a large body, which its signature covers, to the request. The SDK would compute it on the main
 * thread and block it; this runs on the thread pool. Over TLS, which protects the bytes itself, and for a service on
 * this machine the body is not hashed: it would cost more than sending it.
 */
export async function addBodyHash(middlewareStack: unknown, body: Uint8Array, service: string): Promise<void> {
  if (body.length < smallBytes) return;
  const hash = crossesPlainNetwork(service)
    ? Buffer.from(await crypto.subtle.digest("SHA-256", body as Uint8Array<ArrayBuffer>)).toString("hex")
    : "UNSIGNED-PAYLOAD";
  (middlewareStack as MiddlewareStack).add(
    (next) => async (args: { readonly request: { readonly headers: Record<string, string> } }) => {
      args.request.headers["x-amz-content-sha256"] = hash;
      return next(args);
    },
    { step: "build" },
  );
}

function crossesPlainNetwork(service: string): boolean {
  return /^http:/.test(service) && !/^http:\/\/(localhost|127(\.\d+){3}|\[::1\])(:|\/|$)/.test(service);
}
