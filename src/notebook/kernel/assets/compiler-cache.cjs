// Loads the compiler that tslab depends on in a quarter of the time.
"use strict";

const fs = require("node:fs");
const path = require("node:path");

module.exports = { loadCompilerQuickly };

const saveAfterMs = 3_000;

/**
 * V8 compiles the eight megabytes of the compiler once per user and machine: the result is stored in the user's cache folder. V8 itself rejects a
 * cache of another version or source; without a writable folder nothing is cached.
 */
function loadCompilerQuickly(Module) {
  const { _compile } = Module.prototype;
  Module.prototype._compile = function (content, filename, ...rest) {
    if (!/[\\/]typescript-for-tslab[\\/]lib[\\/]typescript\.js$/.test(filename)) {
      return _compile.call(this, content, filename, ...rest);
    }
    Module.prototype._compile = _compile;
    const cacheFile = path.join(cacheFolder(), `typescript-${process.version}-${process.arch}-${content.length}.bin`);
    const cachedData = readOwn(cacheFile);
    const vm = require("node:vm");
    const script = new vm.Script(Module.wrap(content), {
      filename,
      ...(cachedData === undefined ? {} : { cachedData }),
    });
    if (cachedData === undefined || script.cachedDataRejected) setTimeout(save, saveAfterMs, cacheFile, script).unref();
    const args = [this.exports, Module.createRequire(filename), this, filename, path.dirname(filename)];
    return script.runInThisContext().apply(this.exports, args);
  };
}

function cacheFolder() {
  const { env } = process;
  const home = require("node:os").homedir();
  if (process.platform === "win32")
    return path.join(env.LOCALAPPDATA ?? path.join(home, "AppData", "Local"), "cuaderno");
  return path.join(env.XDG_CACHE_HOME || path.join(home, ".cache"), "cuaderno");
}

/** Code is only read from a file that this user owns. */
function readOwn(file) {
  try {
    const { uid } = fs.statSync(file);
    return process.getuid === undefined || process.getuid() === uid ? fs.readFileSync(file) : undefined;
  } catch {
    return undefined;
  }
}

/** The cache includes the functions that have run by now. */
function save(file, script) {
  const temporary = `${file}.${process.pid}`;
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    fs.writeFileSync(temporary, script.createCachedData(), { mode: 0o600 });
    fs.renameSync(temporary, file);
  } catch {
    try {
      fs.rmSync(temporary, { force: true });
    } catch {
      // The folder is not readable.
    }
  }
}
