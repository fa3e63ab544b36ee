import { expect, test } from 'vitest';
import { type Adapter, adapterFacts } from './gpu-adapter.ts';

const facts = (more: Partial<Adapter>) =>
  adapterFacts({
    features: new Set<string>(),
    limits: { maxBufferSize: 10, maxStorageBufferBindingSize: 5 },
    ...more,
  });

test('an adapter has a name, however little the browser says', () => {
  const name = (info: NonNullable<Adapter['info']>) => facts({ info }).name;
  expect(name({ description: 'NVIDIA RTX', vendor: 'nvidia' })).toBe('NVIDIA RTX');
  expect(name({ vendor: 'apple', architecture: 'metal-3', device: '', description: '' })).toBe(
    'apple metal-3',
  );
  expect(name({ vendor: 'acme', architecture: 'gen-9', device: 'x1' })).toBe('acme x1');
  expect(name({ vendor: '' })).toBe('unnamed adapter');
  expect(facts({}).name).toBe('unnamed adapter');
});

test.each<Partial<Adapter>>([
  { info: { vendor: 'google', architecture: 'swiftshader' } },
  { info: { description: 'llvmpipe (LLVM 15)' } },
  { info: { vendor: 'mesa', description: 'lavapipe' } },
  { info: { description: 'Microsoft Basic Render Driver' } },
  { info: { vendor: 'x', isFallbackAdapter: true } },
  { isFallbackAdapter: true },
])('a program is told from a GPU, as older and newer browsers say it: %j', more => {
  expect(facts(more).software).toBe(true);
});

test('a GPU is no program, and its features and limits are read', () => {
  expect(facts({ info: { vendor: 'apple' }, features: new Set(['shader-f16']) })).toEqual({
    name: 'apple',
    software: false,
    shaderF16: true,
    maxBufferBytes: 10,
    maxBindingBytes: 5,
  });
});
