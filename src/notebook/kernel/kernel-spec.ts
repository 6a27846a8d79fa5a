/** How to start a kernel. */
export interface KernelSpec {
  /** Its name in notebooks, for example `tslab`. */
  readonly name: string;
  readonly displayName: string;
  readonly language: string;
  /** The command; `{connection_file}` is replaced by the path of the connection file. */
  readonly argv: readonly string[];
  /** Added to the environment of the kernel. */
  readonly env: Readonly<Record<string, string>>;
  /** How it is interrupted: a signal, or a message on the control channel. */
  readonly interruptMode: "signal" | "message";
  /** The folder of the spec, or `built-in`. */
  readonly origin: string;
  /**
   * Sockets: TCP ports of 127.0.0.1, which any kernel supports, or Unix sockets in a new folder, so that two starting
   * kernels never use the same port. tslab expects such an address as `path:number`, the protocol says `path-number`.
   * `pipe`: an inherited pipe, for the kernel of this package.
   */
  readonly transport: "tcp" | "ipc:number" | "pipe";
  /** Whether Cuaderno's shim for tslab is preloaded. */
  readonly shim: boolean;
}
