/** The global under which the code of cells finds the kernel. */
export const kernelGlobal = "$cuaderno";
