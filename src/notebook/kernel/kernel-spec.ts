/** How to start a kernel. */
export interface KernelSpec {
  /** The name notebooks call it by, for example `tslab`. */
  readonly name: string;
  readonly displayName: string;
  readonly language: string;
  /** The command; `{connection_file}` stands for the path of the connection file. */
  readonly argv: readonly string[];
  /** Added to the environment of the kernel. */
  readonly env: Readonly<Record<string, string>>;
  /** How it is interrupted: a signal, or a message on the control channel. */
  readonly interruptMode: "signal" | "message";
  /** The folder of the spec, or `built-in`. */
  readonly origin: string;
  /**
   * Sockets: TCP ports of 127.0.0.1, which any kernel knows, or Unix sockets in a folder of their own, so that two starting kernels
   * can never take each other's port. tslab writes such an address as `path:number`, the protocol's way is `path-number`.
   */
  readonly transport: "tcp" | "ipc:number";
  /** Whether Cuaderno's shim for tslab is preloaded. */
  readonly shim: boolean;
}
