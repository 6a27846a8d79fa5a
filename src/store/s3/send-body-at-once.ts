/** The middleware stack of a command, as far as it is needed here. */
interface MiddlewareStack {
  add(
    middleware: (next: (args: { readonly request: unknown }) => Promise<unknown>) => (args: never) => Promise<unknown>,
    options: { readonly step: "finalizeRequest"; readonly priority: "low" },
  ): void;
}

/**
 * Makes the first try of a command send its body at once, on a connection that is open. The SDK would open a new one
 * and wait for the server to accept the body (`Expect: 100-continue`). Later tries do that, as a refusal can be lost
 * while a body is being sent.
 */
export function sendBodyAtOnce(middlewareStack: unknown): void {
  let isFirst = true;
  (middlewareStack as MiddlewareStack).add(
    (next) => (args: { readonly request: { readonly headers: Record<string, string> } }) => {
      if (isFirst) delete args.request.headers.Expect;
      isFirst = false;
      return next(args);
    },
    // After the signature, which copies the request for each try and does not cover this header.
    { step: "finalizeRequest", priority: "low" },
  );
}
