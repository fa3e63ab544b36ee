import { relaxedSimd, simd, threads } from 'wasm-feature-detect';
import type { GpuFacts } from '../core/gpu-adapter.ts';
import { type AdapterSource, type GpuAbsence, readGpu } from './gpu-facts.ts';
import { gpuFindings } from './gpu-findings.ts';

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
  /** What WebGPU offers, or why it offers nothing. */
  readonly gpu: GpuFacts | GpuAbsence;
  /** Logical cores. */
  readonly cores: number | undefined;
  /** Memory of the device in GiB; browsers round it and stop at 8. */
  readonly memoryGiB: number | undefined;
  /** Bytes this site may still store. */
  readonly storageBytes: number | undefined;
  /** Whether the browser promised not to clear this site's storage by itself. */
  readonly persisted: boolean | undefined;
}

/** What a model asks of the device. */
export interface ModelNeed {
  readonly name: string;
  readonly backend: 'cpu' | 'webgpu';
  /** Whether its files are made for 16-bit floats in shaders. */
  readonly f16: boolean;
  /** Of the largest matrix in one buffer of the GPU. */
  readonly largestBufferBytes: number;
  /** Of its files. */
  readonly storageBytes: number;
  /** Of weights, cache and scratch. */
  readonly memoryBytes: number;
}

/** The model that comes with the page, on the CPU engine. */
export const embeddedNeed: ModelNeed = {
  name: 'the embedded model',
  backend: 'cpu',
  f16: false,
  largestBufferBytes: 0,
  storageBytes: 98.4e6,
  memoryBytes: 200e6,
};

/** One thing the device lacks, in words a person can act on. */
export interface Finding {
  readonly id:
    | 'isolation'
    | 'threads'
    | 'simd'
    | 'relaxed-simd'
    | 'webgpu'
    | 'gpu-software'
    | 'gpu-buffer'
    | 'gpu-f16'
    | 'memory'
    | 'storage'
    | 'persistence';
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

/** What a store needs beside the files themselves, as a factor. */
const storageMargin = 1.1;

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

const order: Readonly<Record<Finding['severity'], number>> = { blocker: 0, slower: 1, note: 2 };

/**
 * Turns facts into findings, worst first. Pure: the same facts give the same report.
 * @param need of the model that is chosen
 */
export function assess(facts: DeviceFacts, need: ModelNeed = embeddedNeed): PreflightReport {
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
        'Reload once: the copy that is kept for offline use brings the headers. Or serve the site with Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp.',
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
  // The device reports its memory rounded, and shares it with everything else: half of it is what a page can hope for.
  if (facts.memoryGiB !== undefined && need.memoryBytes > facts.memoryGiB * 2 ** 29) {
    findings.push({
      id: 'memory',
      severity: 'slower',
      title: `Little memory: about ${facts.memoryGiB} GiB`,
      cause: `${capital(need.name)} needs about ${megabytes(need.memoryBytes)}, and this device reports little more.`,
      remedy: 'Close other tabs before loading it, or choose a smaller model.',
      stillWorks: 'Loading may succeed; recorded runs always play.',
    });
  }
  if (facts.storageBytes !== undefined && facts.storageBytes < need.storageBytes * storageMargin) {
    findings.push({
      id: 'storage',
      severity: 'note',
      title: 'The model cannot be kept',
      cause: `The browser allows this site ${megabytes(facts.storageBytes)} more; ${need.name} has ${megabytes(need.storageBytes)}.`,
      remedy: 'Delete something under Models, free disk space, or leave private browsing.',
      stillWorks: 'Everything; what comes with the page is downloaded again at the next visit.',
    });
  } else if (facts.persisted === false) {
    findings.push({
      id: 'persistence',
      severity: 'note',
      title: 'What is stored may be cleared',
      cause: 'The browser has not promised to keep this site’s storage when the disk is nearly full.',
      remedy:
        'Ask it to under Models, “Keep it stored”; most browsers agree once a site is installed or often used.',
      stillWorks: 'Everything; what was cleared is downloaded again.',
    });
  }
  findings.push(...gpuFindings(facts, need));
  findings.sort((a, b) => order[a.severity] - order[b.severity]);
  return { facts, findings };
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

async function storageLeft(): Promise<number | undefined> {
  try {
    const { quota, usage } = await navigator.storage.estimate();
    return quota === undefined ? undefined : quota - (usage ?? 0);
  } catch {
    return undefined;
  }
}

async function isPersisted(): Promise<boolean | undefined> {
  try {
    return await navigator.storage.persisted();
  } catch {
    return undefined;
  }
}

/** Asks the browser what it offers. Takes milliseconds, loads nothing, never rejects. */
export async function preflight(): Promise<PreflightReport> {
  const no = (): boolean => false;
  const { gpu: source } = navigator as { gpu?: AdapterSource };
  const [hasThreads, hasSimd, hasRelaxed, gpu, storageBytes, persisted] = await Promise.all([
    threads().catch(no),
    simd().catch(no),
    relaxedSimd().catch(no),
    readGpu(source, globalThis.isSecureContext === true),
    storageLeft(),
    isPersisted(),
  ]);
  return assess({
    isolated: globalThis.crossOriginIsolated === true,
    threads: hasThreads,
    simd: hasSimd,
    relaxedSimd: hasRelaxed,
    gpu,
    cores: navigator.hardwareConcurrency,
    memoryGiB: (navigator as { deviceMemory?: number }).deviceMemory,
    storageBytes,
    persisted,
  });
}
