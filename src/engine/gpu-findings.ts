import type { GpuAbsence } from './gpu-facts.ts';
import type { DeviceFacts, Finding, ModelNeed } from './preflight.ts';

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

/** What is missing of WebGPU for a model: a blocker where it runs there, a note where it does not. */
export function gpuFindings(facts: DeviceFacts, need: ModelNeed): Finding[] {
  const { gpu } = facts;
  const severity = need.backend === 'webgpu' ? 'blocker' : 'note';
  const stillWorks =
    need.backend === 'webgpu'
      ? 'Models on the CPU, the embedded one among them, and every recorded run.'
      : `Everything here: ${need.name} runs on the CPU.`;
  if (typeof gpu === 'string') {
    return [{ id: 'webgpu', severity, title: 'No WebGPU', ...absence(gpu), stillWorks }];
  }
  const findings: Finding[] = [];
  if (gpu.software) {
    findings.push({
      id: 'gpu-software',
      severity: need.backend === 'webgpu' ? 'slower' : 'note',
      title: 'WebGPU is done by the processor',
      cause: `The adapter (${gpu.name}) is a program, not a graphics card: it gives the same results, many times slower.`,
      remedy: 'Turn on hardware acceleration in the browser’s settings, or update the graphics driver.',
      stillWorks: 'Everything; the CPU engine is the faster one here.',
    });
  }
  const limit = Math.min(gpu.maxBufferBytes, gpu.maxBindingBytes);
  if (need.backend === 'webgpu' && need.largestBufferBytes > limit) {
    findings.push({
      id: 'gpu-buffer',
      severity: 'blocker',
      title: `The GPU’s buffers are too small for ${need.name}`,
      cause: `Its largest matrix takes ${megabytes(need.largestBufferBytes)} in one piece; this adapter allows ${megabytes(limit)}.`,
      remedy: 'Choose a smaller model or a smaller rounding of it; phones often allow 128 MB.',
      stillWorks,
    });
  }
  if (!gpu.shaderF16 && need.backend === 'webgpu' && need.f16) {
    findings.push({
      id: 'gpu-f16',
      severity: 'blocker',
      title: 'No 16-bit floats on this GPU',
      cause: `${need.name} is stored for shader-f16, which this adapter (${gpu.name}) does not offer.`,
      remedy: 'Choose its q4 files instead of q4f16: the same weights, with 32-bit arithmetic.',
      stillWorks,
    });
  }
  return findings;
}

function absence(why: GpuAbsence): Pick<Finding, 'cause' | 'remedy'> {
  switch (why) {
    case 'insecure':
      return {
        cause: 'Browsers offer WebGPU to secure pages only.',
        remedy: 'Open the page over https, or on localhost.',
      };
    case 'no-api':
      return {
        cause: 'This browser has no WebGPU, or has it turned off.',
        remedy:
          'Chrome and Edge have it from 113 (121 on Android), Safari from 26, Firefox from 141 on Windows.',
      };
    case 'no-adapter':
      return {
        cause:
          'The browser has WebGPU but offers no adapter: its list of drivers that fail excludes this one, or there is no GPU.',
        remedy:
          'Turn on hardware acceleration and update the graphics driver; chrome://gpu tells the reason.',
      };
    case 'failed':
      return {
        cause: 'The browser has WebGPU, but asking it for an adapter failed.',
        remedy: 'Restart the browser; if it stays so, update the graphics driver.',
      };
  }
}
