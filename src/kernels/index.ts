export { dismiss, forward, help } from './decoder';
export { guessToken, stepHead } from './head';
export { repack } from './repack';
export { logSumExp, topTokens } from './summary';
// For tests: every kernel against its scalar definition.
export { attend, pack16, rotate } from './attention';
export { matmul, unpackRow } from './matmul';
export { rmsNorm } from './norm';
export { quantise } from './quantise';
