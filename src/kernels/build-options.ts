/** Whether `dot4` gathers in 32 bits with one instruction. tools/build-kernels.mjs replaces this line for each build. */
export const DOT_ADD: bool = true;
