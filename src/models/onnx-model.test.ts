import { describe, expect, test } from 'vitest';
import { memorySource } from './byte-source.ts';
import { GpuLostError } from './device-loss.ts';
import { readGguf } from './gguf.ts';
import { llamaConfig } from './llama-config.ts';
import { OnnxModel, type OrtModule } from './onnx-model.ts';
import { buildTinyModel } from './tiny-model.ts';

// What the model asks of onnxruntime-web and the GPU; what it computes there is tested in e2e/webgpu.spec.ts.

interface Feed {
  readonly data: unknown;
  readonly dims: readonly number[];
}

/** A GPU that computes nothing: token 7 is always the best, with logit 2 and a sum of exponentials of 1. */
function fakeGpu() {
  const live = new Set<string>();
  let lose: (info: { message: string }) => void = () => {};
  let made = 0;
  const summary = () => {
    const words = new Uint32Array(12 * 64);
    const numbers = new Float32Array(words.buffer);
    for (let row = 0; row < 64; row++) {
      words.fill(0xffffffff, row * 12, row * 12 + 5);
      words[row * 12] = 7;
      numbers[row * 12 + 5] = numbers[row * 12 + 10] = 2;
      numbers[row * 12 + 11] = 1;
    }
    return words.buffer;
  };
  const device = {
    lost: new Promise(resolve => {
      lose = resolve;
    }),
    queue: { writeBuffer() {}, submit() {}, onSubmittedWorkDone: async () => {} },
    createShaderModule: () => ({}),
    createComputePipelineAsync: async () => ({ getBindGroupLayout: () => ({}) }),
    createBindGroup: () => ({}),
    createCommandEncoder: () => ({
      beginComputePass: () => ({ setPipeline() {}, setBindGroup() {}, dispatchWorkgroups() {}, end() {} }),
      copyBufferToBuffer() {},
      finish: () => ({}),
    }),
    createBuffer: ({ size, label = '' }: GPUBufferDescriptor) => {
      const name = `${label} ${made++}`;
      live.add(name);
      return {
        size,
        destroy: () => live.delete(name),
        mapAsync: async () => {},
        getMappedRange: summary,
        unmap() {},
      };
    },
    destroy() {},
  };
  return { device: device as unknown as GPUDevice, live, lose: (message: string) => lose({ message }) };
}

async function open() {
  const gpu = fakeGpu();
  const runs: Record<string, Feed>[] = [];
  const state = { under: 0, most: 0, released: false, failNext: false };
  const session = {
    async run(feeds: Record<string, Feed>) {
      state.under += 1;
      state.most = Math.max(state.most, state.under);
      await new Promise(resolve => setTimeout(resolve, 1));
      state.under -= 1;
      runs.push(feeds);
      if (state.failNext) {
        state.failNext = false;
        throw new Error('a kernel failed');
      }
      return {};
    },
    async release() {
      state.released = true;
    },
  };
  class FakeTensor {
    constructor(
      readonly type: string,
      readonly data: unknown,
      readonly dims: readonly number[],
    ) {}
    static fromGpuBuffer(buffer: unknown, { dims }: { dims: readonly number[] }) {
      return new FakeTensor('float32', buffer, dims);
    }
  }
  const ort = { Tensor: FakeTensor, InferenceSession: { create: async () => session } };
  const source = memorySource(buildTinyModel());
  const gguf = await readGguf(source);
  const model = await OnnxModel.load(source, gguf, llamaConfig(gguf), {
    ort: ort as unknown as OrtModule,
    device: gpu.device,
    contextLength: 32,
  });
  return { model, runs, state, ...gpu };
}

const rows = (count: number) => ({ rows: count, logits: false });
const lengths = (runs: readonly Record<string, Feed>[]) => runs.map(feeds => feeds.length?.data);

describe('a model on the GPU', () => {
  test('rolls back by telling a shorter length, and asks for the last rows only', async () => {
    const { model, runs } = await open();
    await model.extend([1, 2, 3, 4, 5], 0, rows(0));
    const result = await model.extend([6, 7, 8], 2, rows(2));
    expect(result.map(row => row.argmax)).toEqual([7, 7]);
    expect(result[0]?.logSumExp).toBeCloseTo(2);
    expect(lengths(runs)).toEqual([Int32Array.of(5), Int32Array.of(5)]);
    expect(runs.map(feeds => feeds.rows?.data)).toEqual([Int32Array.of(4), Int32Array.of(1, 2)]);
    expect(runs[1]?.embedding?.dims).toEqual([1, 3, 64]);
    // The very same cache buffers in every run.
    expect(runs[1]?.['past.0.key']).toBe(runs[0]?.['past.0.key']);
  });

  test('refuses positions past what was fed, past the context, and tokens that do not exist', async () => {
    const { model } = await open();
    await model.extend([1, 2], 0, rows(1));
    await expect(model.extend([3], 3, rows(1))).rejects.toThrow('position 3 is not one of 0 to 2');
    await expect(model.extend(new Array(31).fill(1), 2, rows(1))).rejects.toThrow(
      'exceeds the context of 32',
    );
    await expect(model.extend([999], 2, rows(1))).rejects.toThrow('outside the vocabulary');
    await expect(model.extend([1], 2, rows(2))).rejects.toThrow(RangeError);
    await model.extend([3], 2, rows(1));
  });

  test('runs one pass at a time, also when asked for several at once', async () => {
    const { model, state, runs } = await open();
    await Promise.all([
      model.extend([1], 0, rows(1)),
      model.extend([2], 1, rows(1)),
      model.extend([3], 2, rows(1)),
    ]);
    expect(state.most).toBe(1);
    expect(lengths(runs)).toEqual([Int32Array.of(1), Int32Array.of(2), Int32Array.of(3)]);
  });

  test('keeps what lies before a pass that failed, and nothing of it', async () => {
    const { model, state } = await open();
    await model.extend([1, 2, 3], 0, rows(1));
    state.failNext = true;
    await expect(model.extend([4, 5], 2, rows(2))).rejects.toThrow('a kernel failed');
    await expect(model.extend([6], 3, rows(1))).rejects.toThrow('not one of 0 to 2');
    await model.extend([4, 5], 2, rows(2));
  });

  test('makes no buffers once it has its room, and frees all of them', async () => {
    const { model, live, state } = await open();
    await model.extend([1, 2, 3, 4], 0, rows(4));
    const before = [...live];
    for (let at = 4; at < 30; at++) await model.extend([at], at, rows(1));
    expect([...live]).toEqual(before);
    await model.dispose();
    expect([...live]).toEqual([]);
    expect(state.released).toBe(true);
    await expect(model.extend([1], 0, rows(1))).rejects.toThrow('disposed');
  });

  test('names the loss of the device as the cause of a failure', async () => {
    const { model, state, lose } = await open();
    state.failNext = true;
    const pass = model.extend([1], 0, rows(1));
    setTimeout(() => lose('the driver was reset'), 20);
    await expect(pass).rejects.toThrow(GpuLostError);
    await expect(model.extend([1], 0, rows(1))).rejects.toThrow('the driver was reset');
  });
});
