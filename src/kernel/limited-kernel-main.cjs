// The kernel with a limit of its heap. Flags of V8 make it compile every module of Node, for the code that Node brings along was made without them.
// The heap has its limit already; kernel-main.js sets the flag again for threads that cells start, when packages are loaded.
require("node:v8").setFlagsFromString("--max-old-space-size=0");
process.argv[1] = require.resolve("./kernel-main.js");
import("./kernel-main.js");
