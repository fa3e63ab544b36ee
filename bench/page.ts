import { product } from './product.ts';
import { mountPage } from './ui/mount.tsx';

// For programs: `npm run bench`, record-runs, verify-lossless and browser tests drive the engine through this.
declare global {
  interface Window {
    bench?: typeof product;
  }
}
window.bench = product;
mountPage();
