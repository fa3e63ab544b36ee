import type { ByteSource } from '../../src/models/byte-source.ts';
import { readGguf } from '../../src/models/gguf.ts';
import { type BuilderTensor, type BuilderValue, buildGguf } from '../../src/models/gguf-builder.ts';
import type { GgufMetadata } from '../../src/models/gguf-metadata.ts';

/**
 * The embedded model cut to a few of its layers, as the bytes of a GGUF file: real weights and the real tokenizer, but
 * small enough for a GPU that is a program. It writes nonsense.
 * @param layers which layers to keep, in their new order
 */
export async function cutModel(source: ByteSource, layers: readonly number[]): Promise<Uint8Array> {
  const gguf = await readGguf(source);
  const tensors: BuilderTensor[] = [];
  const copy = async (from: string, to: string): Promise<void> => {
    const tensor = gguf.tensors.find(({ name }) => name === from);
    if (tensor === undefined) throw new Error(`the model has no ${from}`);
    const data = await source.read(tensor.offset, tensor.bytes);
    tensors.push({ name: to, type: tensor.type, shape: tensor.shape, data });
  };
  for (const { name } of gguf.tensors) if (!name.startsWith('blk.')) await copy(name, name);
  for (const [index, layer] of layers.entries()) {
    const prefix = `blk.${layer}.`;
    for (const { name } of gguf.tensors) {
      if (name.startsWith(prefix)) await copy(name, `blk.${index}.${name.slice(prefix.length)}`);
    }
  }
  return buildGguf(
    { ...copyMetadata(gguf.metadata), 'llama.block_count': { type: 'u32', value: layers.length } },
    tensors,
  );
}

/** The metadata our reader uses, with the types it had. */
function copyMetadata(metadata: GgufMetadata): Record<string, BuilderValue> {
  const copy: Record<string, BuilderValue> = {};
  for (const key of metadata.keys()) {
    if (!/^(llama|tokenizer)\.|^general\.(architecture|name)$/.test(key)) continue;
    copy[key] = copyValue(metadata, key);
  }
  return copy;
}

function copyValue(metadata: GgufMetadata, key: string): BuilderValue {
  const readers: (() => BuilderValue)[] = [
    () => ({ type: 'string', value: metadata.getString(key) }),
    () => ({ type: 'bool', value: metadata.getBoolean(key) }),
    () => {
      const value = metadata.getNumber(key);
      return { type: /epsilon|freq_base/.test(key) ? 'f32' : 'u32', value };
    },
    () => ({ type: 'strings', value: metadata.getStrings(key) }),
    () => ({ type: 'i32s', value: metadata.getNumbers(key) }),
  ];
  for (const read of readers) {
    try {
      return read();
    } catch {
      // Another type then.
    }
  }
  throw new Error(`metadata ${key} has a type the builder does not write`);
}
