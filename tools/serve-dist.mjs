/** `serve-dist.mjs PORT [FOLDER]`: the built app on two ports, PORT isolated, PORT + 1 without the isolation headers. */
import { resolve } from 'node:path';
import { root } from './build.mjs';
import { serve } from './serve.mjs';

const port = Number(process.argv[2]);
const dist = resolve(root, process.argv[3] ?? 'dist');
const plain = await serve({ root: dist, port: port + 1, isolated: false });
const isolated = await serve({ root: dist, port });
console.log(`${isolated.url} (isolated), ${plain.url} (not isolated)`);
