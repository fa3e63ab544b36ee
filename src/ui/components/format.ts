/** `98.4 MB`: decimal megabytes, as file sizes are told. */
export function megabytes(bytes: number): string {
  const mb = bytes / 1e6;
  return `${mb >= 100 ? Math.round(mb) : mb.toFixed(1)} MB`;
}

/** `1.25 GB`, `98.4 MB`, `12 kB`: decimal, as file sizes are told. */
export function bytesText(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(2)} GB`;
  if (bytes >= 100e6) return `${Math.round(bytes / 1e6)} MB`;
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB`;
  return bytes >= 1e3 ? `${Math.round(bytes / 1e3)} kB` : `${bytes} bytes`;
}

/** `850 ms`, `1.24 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
  return `${(ms / 1000).toFixed(2)} s`;
}

/** A probability with as many places as tell it from 0 and 1. */
export function probability(p: number): string {
  if (p > 0 && p < 0.0005) return '< 0.001';
  if (p < 1 && p > 0.9995) return '> 0.999';
  return p.toFixed(3);
}

/** `+0.12`, `−0.05`. */
export function signed(value: number, digits: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;
}

/** `1,234`. */
export function count(value: number): string {
  return value.toLocaleString('en');
}
