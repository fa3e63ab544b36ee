import type { GpuFacts } from '../../src/core/gpu-adapter.ts';
import type { ModelInfo } from '../../src/engine/engine.ts';
import type { GpuAbsence } from '../../src/engine/gpu-facts.ts';
import type { ProductCalls } from './lanes.mjs';
import type { Prompt } from './prompts.mjs';

type Whereabouts = Pick<ModelInfo, 'backend' | 'backendReason'>;

export function backendNote(info: Whereabouts): string;
export function passesNote(info: { readonly cost: Pick<ModelInfo['cost'], 'targetMs'> }): string;
export function memoryNote(info: Pick<ModelInfo, 'memoryBytes' | 'backend'>, resident?: number): string;
export function choiceNote(
  product: Pick<ProductCalls, 'choiceMs'>,
  prompts: readonly Prompt[],
): Promise<string>;
export function movedNote(info: Whereabouts): string;
export function softwareGpuNote(gpu: GpuFacts | GpuAbsence): string | undefined;
