import type { Row, ScoredToken } from '../core/language-model.ts';
import { bufferUsage } from './gpu-constants.ts';

/** Best tokens reported for each row, as on the CPU. */
const topCount = 5;
/** Words of a row's summary: the ids of its best tokens, their logits, the largest logit, Σ exp(logit − largest). */
const words = 2 * topCount + 2;
/** Bytes of a row's summary. */
export const summaryBytes = words * 4;
const threads = 256;

/**
 * One workgroup a row. Each thread keeps the best of every 256th logit, then lists are merged in pairs. On a tie the lower
 * id is better, whatever the order of merging; the sum is added in a fixed order. So nothing here depends on timing.
 */
const shader = /* wgsl */ `
const top = ${topCount}u;
const threads = ${threads}u;
const none = 0xffffffffu;

@group(0) @binding(0) var<storage, read> logits: array<f32>;
@group(0) @binding(1) var<storage, read_write> summary: array<u32>;
@group(0) @binding(2) var<uniform> vocabulary: u32;

var<workgroup> ids: array<u32, ${threads * topCount}>;
var<workgroup> scores: array<f32, ${threads * topCount}>;
var<workgroup> largest: array<f32, ${threads}>;
var<workgroup> sums: array<f32, ${threads}>;

fn better(score: f32, id: u32, thanScore: f32, thanId: u32) -> bool {
  return id != none && (thanId == none || score > thanScore || (score == thanScore && id < thanId));
}

@compute @workgroup_size(${threads})
fn summarise(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let start = group.x * vocabulary;
  let list = thread * top;
  for (var i = 0u; i < top; i++) { ids[list + i] = none; scores[list + i] = 0.0; }
  var most = -3.4e38;
  for (var id = thread; id < vocabulary; id += threads) { most = max(most, logits[start + id]); }
  var sum = 0.0;
  for (var id = thread; id < vocabulary; id += threads) {
    let score = logits[start + id];
    sum += exp(score - most);
    var at = top;
    while (at > 0u && better(score, id, scores[list + at - 1u], ids[list + at - 1u])) {
      at--;
      if (at + 1u < top) { scores[list + at + 1u] = scores[list + at]; ids[list + at + 1u] = ids[list + at]; }
    }
    if (at < top) { scores[list + at] = score; ids[list + at] = id; }
  }
  largest[thread] = most;
  sums[thread] = sum;
  workgroupBarrier();
  for (var half = threads / 2u; half > 0u; half /= 2u) {
    if (thread < half) {
      let other = (thread + half) * top;
      var mergedIds: array<u32, top>;
      var mergedScores: array<f32, top>;
      var a = 0u;
      var b = 0u;
      for (var i = 0u; i < top; i++) {
        if (better(scores[other + b], ids[other + b], scores[list + a], ids[list + a])) {
          mergedIds[i] = ids[other + b]; mergedScores[i] = scores[other + b]; b++;
        } else {
          mergedIds[i] = ids[list + a]; mergedScores[i] = scores[list + a]; a++;
        }
      }
      for (var i = 0u; i < top; i++) { ids[list + i] = mergedIds[i]; scores[list + i] = mergedScores[i]; }
      let joint = max(largest[thread], largest[thread + half]);
      sums[thread] = sums[thread] * exp(largest[thread] - joint)
        + sums[thread + half] * exp(largest[thread + half] - joint);
      largest[thread] = joint;
    }
    workgroupBarrier();
  }
  if (thread == 0u) {
    let out = group.x * ${words}u;
    for (var i = 0u; i < top; i++) {
      summary[out + i] = ids[i];
      summary[out + top + i] = bitcast<u32>(scores[i]);
    }
    summary[out + 2u * top] = bitcast<u32>(largest[0]);
    summary[out + 2u * top + 1u] = bitcast<u32>(sums[0]);
  }
}
`;

/**
 * Turns rows of logits on the GPU into what greedy decoding needs of them, 48 bytes a row instead of four a token of the
 * vocabulary. A shader of our own rather than nodes of the graph: five best tokens and the sum in one kernel, and nothing
 * depends on which reductions onnxruntime-web has on a GPU.
 */
export class GpuSummary {
  readonly #uniform: GPUBuffer;
  private constructor(
    private readonly device: GPUDevice,
    private readonly pipeline: GPUComputePipeline,
    vocabularySize: number,
  ) {
    this.#uniform = device.createBuffer({
      label: 'vocabulary size',
      size: 16,
      usage: bufferUsage.uniform | bufferUsage.copyTarget,
    });
    device.queue.writeBuffer(this.#uniform, 0, new Uint32Array([vocabularySize, 0, 0, 0]));
  }

  static async create(device: GPUDevice, vocabularySize: number): Promise<GpuSummary> {
    const module = device.createShaderModule({ label: 'summary', code: shader });
    const pipeline = await device.createComputePipelineAsync({
      layout: 'auto',
      compute: { module, entryPoint: 'summarise' },
    });
    return new GpuSummary(device, pipeline, vocabularySize);
  }

  /** Adds the work to `encoder`: `rows` rows of `logits` → `rows` summaries in `out`. */
  encode(encoder: GPUCommandEncoder, logits: GPUBuffer, out: GPUBuffer, rows: number): void {
    const group = this.device.createBindGroup({
      layout: this.pipeline.getBindGroupLayout(0),
      entries: [logits, out, this.#uniform].map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
    const pass = encoder.beginComputePass();
    pass.setPipeline(this.pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(rows);
    pass.end();
  }

  dispose(): void {
    this.#uniform.destroy();
  }
}

/**
 * Reads the summary of a row.
 * @throws Error when a logit was not finite
 */
export function readSummary(bytes: ArrayBuffer, offset: number, row: number): Row {
  const start = offset + row * summaryBytes;
  const ids = new Uint32Array(bytes, start, topCount);
  const numbers = new Float32Array(bytes, start, words);
  const top: ScoredToken[] = [];
  for (const [i, token] of ids.entries()) {
    if (token !== 0xffffffff) top.push({ token, logit: numbers[topCount + i] ?? 0 });
  }
  const logSumExp = (numbers[2 * topCount] ?? 0) + Math.log(numbers[2 * topCount + 1] ?? 0);
  const argmax = top[0]?.token;
  if (argmax === undefined || !Number.isFinite(logSumExp)) {
    throw new Error('the model produced logits that are not finite: its weights are damaged');
  }
  return { argmax, logSumExp, top };
}
