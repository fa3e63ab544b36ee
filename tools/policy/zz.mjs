import { runnerImport } from 'vite';

const {
  module: { readDataset },
} = await runnerImport('./tools/policy/data.ts', { root: '/work/main', configFile: false, logLevel: 'warn' });
const d = readDataset(process.argv[2]);
const arms = d.arms.map(a => a.id);
console.log('arms', d.arms.map(a => a.id + ':' + a.speed.toFixed(0)).join(' '));
const keys = [...new Set(d.samples.map(s => s.split + ' ' + s.kind))].sort();
const line = (k, ss) => {
  const T = ss.reduce((a, s) => a + s.tokens, 0);
  const v = arms.map((a, i) => T / ss.reduce((t, s) => t + s.tokens / s.speedUps[i], 0));
  const o = T / ss.reduce((t, s) => t + s.tokens / Math.max(...s.speedUps), 0);
  console.log(
    k.padEnd(30),
    String(ss.length).padStart(5),
    v.map(x => x.toFixed(3)).join(' '),
    'oracle',
    o.toFixed(3),
  );
};
console.log(arms.join(' '));
for (const sp of ['train', 'held-out', 'paraphrased', 'new-kind']) {
  const ss = d.samples.filter(s => s.split === sp);
  if (ss.length) line(sp, ss);
}
for (const k of keys)
  line(
    k,
    d.samples.filter(s => s.split + ' ' + s.kind === k),
  );
