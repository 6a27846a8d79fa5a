/** Does work over connections that do not prevent the process from exiting, and prevents it until the work is done. */
export async function holdProcess<Result>(work: () => Promise<Result>): Promise<Result> {
  const hold = setInterval(() => undefined, 2 ** 30);
  try {
    return await work();
  } finally {
    clearInterval(hold);
  }
}
