import { relaxedSimd, simd, threads } from 'wasm-feature-detect';

/** What this browser and device offer, as measured; `undefined` where the browser does not say. */
export interface DeviceFacts {
  /** Cross-origin isolated: the page may share memory between threads. */
  readonly isolated: boolean;
  /** WebAssembly threads and atomics. */
  readonly threads: boolean;
  /** 128-bit WebAssembly SIMD. */
  readonly simd: boolean;
  /** Relaxed SIMD: 8-bit dot products. */
  readonly relaxedSimd: boolean;
  /** A WebGPU adapter answered. */
  readonly webgpu: boolean;
  /** Logical cores. */
  readonly cores: number | undefined;
  /** Memory of the device in GiB; browsers round it and stop at 8. */
  readonly memoryGiB: number | undefined;
  /** Bytes this site may still store. */
  readonly storageBytes: number | undefined;
}

/** One thing the device lacks, in words a person can act on. */
export interface Finding {
  readonly id: 'isolation' | 'threads' | 'simd' | 'relaxed-simd' | 'webgpu' | 'memory' | 'storage';
  /** `blocker`: the model cannot run. `slower`: it runs, slower. `note`: nothing in use depends on it. */
  readonly severity: 'blocker' | 'slower' | 'note';
  readonly title: string;
  readonly cause: string;
  readonly remedy: string;
  readonly stillWorks: string;
}

/** What {@link preflight} found. */
export interface PreflightReport {
  readonly facts: DeviceFacts;
  /** Worst first; empty when nothing is missing. */
  readonly findings: readonly Finding[];
}

/** Bytes the embedded model needs in the browser's storage, rounded up. */
const modelStorageBytes = 110e6;

const order: Readonly<Record<Finding['severity'], number>> = { blocker: 0, slower: 1, note: 2 };

/** Turns facts into findings, worst first. Pure: the same facts give the same report. */
export function assess(facts: DeviceFacts): PreflightReport {
  const findings: Finding[] = [];
  if (!facts.simd) {
    findings.push({
      id: 'simd',
      severity: 'blocker',
      title: 'No WebAssembly SIMD',
      cause: 'This browser is older than 128-bit WebAssembly SIMD, which every kernel of the engine uses.',
      remedy: 'Use Chrome or Edge 91, Firefox 89, Safari 16.4, or anything newer.',
      stillWorks: 'Recorded runs play, with every token and round to look at.',
    });
  }
  if (!facts.isolated) {
    findings.push({
      id: 'isolation',
      severity: 'slower',
      title: 'One thread only: the page is not isolated',
      cause:
        'The server did not send the COOP and COEP headers, so the browser gives the page no shared memory.',
      remedy:
        'Serve the site with Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp.',
      stillWorks: 'Everything, on one thread.',
    });
  } else if (!facts.threads) {
    findings.push({
      id: 'threads',
      severity: 'slower',
      title: 'One thread only: no WebAssembly threads',
      cause: 'This browser has no WebAssembly atomics.',
      remedy: 'A current Chrome, Edge, Firefox or Safari has them.',
      stillWorks: 'Everything, on one thread.',
    });
  }
  if (facts.simd && !facts.relaxedSimd) {
    findings.push({
      id: 'relaxed-simd',
      severity: 'slower',
      title: 'No relaxed SIMD',
      cause: 'This browser lacks the 8-bit dot product of relaxed SIMD (today Safari and older Firefox).',
      remedy: 'Chrome or Edge 114 and newer have it, and Firefox from 145.',
      stillWorks: 'Everything, with the plain SIMD kernels: the same integers, so the same text.',
    });
  }
  if (facts.memoryGiB !== undefined && facts.memoryGiB < 1) {
    findings.push({
      id: 'memory',
      severity: 'slower',
      title: `Little memory: about ${facts.memoryGiB} GiB`,
      cause: 'The embedded model needs about 200 MB, and this device reports little more.',
      remedy: 'Close other tabs before loading it.',
      stillWorks: 'Loading may succeed; recorded runs always play.',
    });
  }
  if (facts.storageBytes !== undefined && facts.storageBytes < modelStorageBytes) {
    findings.push({
      id: 'storage',
      severity: 'note',
      title: 'The model cannot be kept',
      cause: `The browser allows this site ${Math.round(facts.storageBytes / 1e6)} MB more; the model has about 98 MB.`,
      remedy: 'Free disk space, or leave private browsing.',
      stillWorks: 'Everything; the model is downloaded again at the next visit.',
    });
  }
  if (!facts.webgpu) {
    findings.push({
      id: 'webgpu',
      severity: 'note',
      title: 'No WebGPU',
      cause: 'The browser offers no GPU adapter to the page, or has WebGPU turned off.',
      remedy: 'Nothing to do: the embedded model runs on the CPU.',
      stillWorks: 'Everything on this page.',
    });
  }
  findings.sort((a, b) => order[a.severity] - order[b.severity]);
  return { facts, findings };
}

interface AdapterSource {
  requestAdapter(): Promise<unknown>;
}

async function hasWebGpu(): Promise<boolean> {
  const gpu = (navigator as { gpu?: AdapterSource }).gpu;
  if (gpu === undefined) return false;
  try {
    return Boolean(await gpu.requestAdapter());
  } catch {
    return false;
  }
}

async function storageLeft(): Promise<number | undefined> {
  try {
    const { quota, usage } = await navigator.storage.estimate();
    return quota === undefined ? undefined : quota - (usage ?? 0);
  } catch {
    return undefined;
  }
}

/** Asks the browser what it offers. Takes milliseconds, loads nothing, never rejects. */
export async function preflight(): Promise<PreflightReport> {
  const no = (): boolean => false;
  const [hasThreads, hasSimd, hasRelaxed, webgpu, storageBytes] = await Promise.all([
    threads().catch(no),
    simd().catch(no),
    relaxedSimd().catch(no),
    hasWebGpu(),
    storageLeft(),
  ]);
  return assess({
    isolated: globalThis.crossOriginIsolated === true,
    threads: hasThreads,
    simd: hasSimd,
    relaxedSimd: hasRelaxed,
    webgpu,
    cores: navigator.hardwareConcurrency,
    memoryGiB: (navigator as { deviceMemory?: number }).deviceMemory,
    storageBytes,
  });
}
