import type { GpuFacts } from '../../src/core/gpu-adapter.ts';
import type { ModelInfo } from '../../src/engine/engine.ts';
import type { GpuAbsence } from '../../src/engine/gpu-facts.ts';

/** What a page can know of the machine it runs on. */
export interface DeviceParts {
  /** What the person wrote, as browsers do not name the processor. */
  readonly words: string;
  /** As {@link browserName} gives it. */
  readonly browser: string;
  /** Logical ones. */
  readonly cores: number | undefined;
  readonly gpu: GpuFacts | GpuAbsence | undefined;
  readonly info: Pick<ModelInfo, 'kernel' | 'threads'>;
}

/** What the figures were measured on, in one line, like the one `npm run bench` writes. */
export function describeDevice({ words, browser, cores, gpu, info }: DeviceParts): string {
  const { kernel, threads } = info;
  const parts = [
    words.trim().replaceAll(/\s+/g, ' '),
    cores !== undefined && counted(cores, 'logical core'),
    browser,
    typeof gpu === 'object' && `GPU ${gpu.name}${gpu.software ? ' (a program)' : ''}`,
    `kernel build ${kernel}, ${counted(threads, 'thread')}`,
  ];
  return parts.filter(part => part !== false && part !== '').join('; ');
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** The part of `navigator.userAgentData` that is read; only Chromium has it. */
export interface UserAgentData {
  readonly brands: readonly { readonly brand: string; readonly version: string }[];
  readonly platform: string;
}

/** Browsers by what they call themselves in the user agent, those first that also claim to be another. */
const browsers: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['Edge', /\bEdgA?\/([\d.]+)/],
  ['Opera', /\bOPR\/([\d.]+)/],
  ['Firefox', /\b(?:Firefox|FxiOS)\/([\d.]+)/],
  ['Chrome', /\b(?:Chrome|CriOS)\/([\d.]+)/],
  ['Safari', /\bVersion\/([\d.]+).*\bSafari\//],
];

const systems: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['Android', /Android/],
  ['iOS', /iPhone|iPad/],
  ['Windows', /Windows/],
  ['macOS', /Mac OS X/],
  ['ChromeOS', /CrOS/],
  ['Linux', /Linux/],
];

/** Browser with version, and operating system, as far as the browser tells. */
export function browserName(userAgent: string, data: UserAgentData | undefined): string {
  // Chromium hides made-up brands among the real ones, so that nobody relies on the list.
  const real = data?.brands.filter(({ brand }) => !/\bnot\b/i.test(brand)) ?? [];
  const brand = real.find(({ brand }) => brand !== 'Chromium') ?? real[0];
  const system = data?.platform || systems.find(([, pattern]) => pattern.test(userAgent))?.[0];
  const name = brand === undefined ? fromUserAgent(userAgent) : `${brand.brand} ${brand.version}`;
  return system === undefined ? name : `${name} on ${system}`;
}

function fromUserAgent(userAgent: string): string {
  for (const [name, pattern] of browsers) {
    const version = pattern.exec(userAgent)?.[1];
    if (version !== undefined) return `${name} ${version}`;
  }
  return 'a browser that does not name itself';
}
