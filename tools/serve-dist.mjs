/** Serves the built app on two ports for the browser tests: PORT isolated, PORT + 1 without the isolation headers. */
import { join } from 'node:path';
import { root } from './build.mjs';
import { serve } from './serve.mjs';

const port = Number(process.argv[2]);
const dist = join(root, 'dist');
const plain = await serve({ root: dist, port: port + 1, isolated: false });
const isolated = await serve({ root: dist, port });
console.log(`${isolated.url} (isolated), ${plain.url} (not isolated)`);
