import { blockSize, contrib, type DecoderParts, matrixFile, rotationTables } from './decoder-parts.ts';
import { hubNames } from './hub-signature.ts';
import type { LlamaConfig } from './llama-config.ts';
import type { OnnxShape, OnnxType, OnnxValue } from './onnx-proto.ts';

// The graph of an export in the layout of transformers.js, for tests. It is not part of the app.

/** How an export differs from the plainest one. */
export interface HubFixtureOptions {
  /** `grouped`: one node that also rotates, as newer exports have it. `plain`: products, softmax and repeated heads. */
  readonly attention: 'grouped' | 'plain';
  /** Logits of the last token only. */
  readonly lastRowOnly: boolean;
  /** Takes `num_logits_to_keep`. */
  readonly rowCount: boolean;
  /** Keys, values and logits in 16 bits; with plain attention only, as here they are only converted at the edges. */
  readonly half: boolean;
  /** Another input, as hybrid models have it: `past_conv.0`. */
  readonly extraInput: string | undefined;
  /** Name of the file beside the graph that holds the matrices. */
  readonly dataFile: string;
}

/** The nodes around the layers: embedding, attention in one of two ways, the head. */
export class HubGraph {
  readonly #parts: DecoderParts;

  constructor(
    parts: DecoderParts,
    private readonly config: LlamaConfig,
    private readonly options: HubFixtureOptions,
  ) {
    this.#parts = parts;
  }

  write() {
    const { config, options } = this;
    const parts = this.#parts;
    const capacity = config.contextLength;
    const [cos, sin] = rotationTables(config, capacity, undefined);
    parts.constant('cos', 'float32', [capacity, config.headSize / 2], cos);
    parts.constant('sin', 'float32', [capacity, config.headSize / 2], sin);
    const grouped = options.attention === 'grouped';
    if (grouped) this.#lengths();
    else this.#mask();
    const normed = parts.layers(this.#embedding(), (layer, query, key, value) =>
      grouped ? this.#grouped(layer, query, key, value) : this.#plain(layer, query, key, value),
    );
    const logits = parts.head(this.#rows(normed));
    this.#cast(logits, hubNames.logits, this.#float);
    return { name: 'hub decoder', inputs: this.#inputs(), outputs: this.#outputs() };
  }

  get #float(): OnnxType {
    return this.options.half ? 'float16' : 'float32';
  }

  #inputs(): OnnxValue[] {
    const { attention, rowCount, extraInput } = this.options;
    const whole = (name: string, shape: OnnxShape): OnnxValue => ({ name, type: 'int64', shape });
    return [
      whole(hubNames.ids, ['batch_size', 'sequence_length']),
      whole(hubNames.mask, ['batch_size', 'total_sequence_length']),
      ...(attention === 'plain' ? [whole(hubNames.positions, ['batch_size', 'sequence_length'])] : []),
      ...(rowCount ? [whole(hubNames.rowCount, [])] : []),
      ...this.#cacheValues('past_key_values', 'past_sequence_length'),
      ...(extraInput === undefined ? [] : [{ name: extraInput, type: 'float32', shape: [1, 8, 4] } as const]),
    ];
  }

  #outputs(): OnnxValue[] {
    const shape = ['batch_size', 'rows', this.config.vocabularySize];
    return [
      { name: hubNames.logits, type: this.#float, shape },
      ...this.#cacheValues('present', 'total_sequence_length'),
    ];
  }

  #cacheValues(prefix: string, length: string): OnnxValue[] {
    const { layers, keyValueHeads, headSize } = this.config;
    return Array.from({ length: layers }, (_, layer) =>
      ['key', 'value'].map((part): OnnxValue => {
        const shape = ['batch_size', keyValueHeads, length, headSize];
        return { name: `${prefix}.${layer}.${part}`, type: this.#float, shape };
      }),
    ).flat();
  }

  /** Bytes and scales of the tokens' rows, multiplied out. */
  #embedding(): string {
    const { vocabularySize, width, tiedHead } = this.config;
    const parts = this.#parts;
    const blocks = width / blockSize;
    const file = matrixFile('token_embd.weight');
    const bytes = vocabularySize * width;
    if (!tiedHead) {
      const data = { file, offset: 0, bytes };
      const shape = [vocabularySize, blocks, blockSize];
      parts.initializers.push({ name: 'token_embd.weight', type: 'uint8', shape, data });
    }
    const data = { file, offset: bytes, bytes: vocabularySize * blocks * 4 };
    parts.initializers.push({
      name: 'row scales',
      type: 'float32',
      shape: [vocabularySize, blocks, 1],
      data,
    });
    parts.constant('zero point', 'float32', [1], Float32Array.of(128));
    this.#whole('embedded shape', 0, 0, width);
    parts.op('Gather', ['token_embd.weight', hubNames.ids], ['bytes']);
    parts.op('Cast', ['bytes'], ['levels'], { to: 1 });
    parts.op('Sub', ['levels', 'zero point'], ['centred']);
    parts.op('Gather', ['row scales', hubNames.ids], ['scales']);
    parts.op('Mul', ['centred', 'scales'], ['blocks']);
    return parts.op('Reshape', ['blocks', 'embedded shape'], ['embedded']);
  }

  /** What grouped attention wants to know of lengths, counted from the mask. */
  #lengths(): void {
    const parts = this.#parts;
    this.#whole('one', 1);
    parts.op('ReduceSum', [hubNames.mask, 'one'], ['mask sum'], { keepdims: 0 });
    parts.op('Sub', ['mask sum', 'one'], ['last wide']);
    parts.op('Cast', ['last wide'], ['last'], { to: 6 });
    parts.op('Shape', [hubNames.mask], ['mask shape']);
    this.#scalar('index one', 1);
    parts.op('Gather', ['mask shape', 'index one'], ['total wide']);
    parts.op('Cast', ['total wide'], ['total'], { to: 6 });
  }

  #grouped(layer: number, query: string, key: string, value: string): string {
    const { heads, keyValueHeads } = this.config;
    const past = ['key', 'value'].map(part => this.#past(layer, part));
    const present = ['key', 'value'].map(part => `full.${layer}.${part}`);
    const out = this.#parts.op(
      'GroupQueryAttention',
      [query, key, value, ...past, 'last', 'total', 'cos', 'sin'],
      [`attention.${layer}`, ...present],
      { num_heads: heads, kv_num_heads: keyValueHeads, do_rotary: 1, rotary_interleaved: 0 },
      contrib,
    );
    for (const part of ['key', 'value'])
      this.#cast(`full.${layer}.${part}`, `present.${layer}.${part}`, this.#float);
    return out;
  }

  /** 0 where a token may look, and far below elsewhere: [1, 1, n, total]. */
  #mask(): void {
    const parts = this.#parts;
    this.#scalar('index one', 1);
    this.#scalar('scalar zero', 0);
    this.#scalar('scalar one', 1);
    this.#whole('mask axes', 1, 3);
    parts.constant('allowed', 'float32', [1], Float32Array.of(0));
    parts.constant('forbidden', 'float32', [1], Float32Array.of(-1e9));
    parts.op('Shape', [hubNames.mask], ['mask shape']);
    parts.op('Gather', ['mask shape', 'index one'], ['total']);
    parts.op('Range', ['scalar zero', 'total', 'scalar one'], ['columns']);
    parts.op('Unsqueeze', [hubNames.positions, 'mask axes'], ['row positions']);
    parts.op('LessOrEqual', ['columns', 'row positions'], ['visible']);
    parts.op('Where', ['visible', 'allowed', 'forbidden'], ['bias']);
    this.#whole('head axis', 1);
    for (const table of ['cos', 'sin']) {
      parts.op('Gather', [table, hubNames.positions], [`${table} rows`]);
      parts.op('Unsqueeze', [`${table} rows`, 'head axis'], [`${table} of heads`]);
    }
  }

  #plain(layer: number, query: string, key: string, value: string): string {
    const { heads, keyValueHeads, headSize } = this.config;
    const parts = this.#parts;
    const name = (part: string) => `${part} ${layer}`;
    const q = this.#rotate(this.#heads(query, name('q'), heads), name('q'));
    const k = this.#rotate(this.#heads(key, name('k'), keyValueHeads), name('k'));
    const v = this.#heads(value, name('v'), keyValueHeads);
    const keys = this.#extend(layer, 'key', k);
    const values = this.#extend(layer, 'value', v);
    parts.op('Transpose', [keys], [name('keys across')], { perm: [0, 1, 3, 2] });
    parts.op('MatMul', [q, name('keys across')], [name('scores')]);
    const scale = parts.constant(name('scale'), 'float32', [1], Float32Array.of(1 / Math.sqrt(headSize)));
    parts.op('Mul', [name('scores'), scale], [name('scaled')]);
    parts.op('Add', [name('scaled'), 'bias'], [name('masked')]);
    parts.op('Softmax', [name('masked')], [name('weights')], { axis: -1 });
    parts.op('MatMul', [name('weights'), values], [name('mixed')]);
    parts.op('Transpose', [name('mixed')], [name('mixed rows')], { perm: [0, 2, 1, 3] });
    this.#whole(name('flat shape'), 0, 0, heads * headSize);
    return parts.op('Reshape', [name('mixed rows'), name('flat shape')], [name('attention')]);
  }

  /** [1, n, heads · headSize] → [1, heads, n, headSize] */
  #heads(x: string, name: string, heads: number): string {
    this.#whole(`${name} shape`, 0, 0, heads, this.config.headSize);
    this.#parts.op('Reshape', [x, `${name} shape`], [`${name} split`]);
    return this.#parts.op('Transpose', [`${name} split`], [`${name} heads`], { perm: [0, 2, 1, 3] });
  }

  /** Rotates the halves of each head against each other. */
  #rotate(x: string, name: string): string {
    const parts = this.#parts;
    const [a, b] = [`${name} first`, `${name} second`];
    parts.op('Split', [x], [a, b], { axis: -1, num_outputs: 2 });
    const times = (left: string, right: string) =>
      parts.op('Mul', [left, `${right} of heads`], [`${left} ${right}`]);
    parts.op('Sub', [times(a, 'cos'), times(b, 'sin')], [`${name} low`]);
    parts.op('Add', [times(b, 'cos'), times(a, 'sin')], [`${name} high`]);
    return parts.op('Concat', [`${name} low`, `${name} high`], [`${name} rotated`], { axis: -1 });
  }

  /** Puts what is new behind the past, hands it on, and repeats each head for the queries that share it. */
  #extend(layer: number, part: string, x: string): string {
    const { heads, keyValueHeads, headSize } = this.config;
    const parts = this.#parts;
    const name = `${part} ${layer}`;
    parts.op('Concat', [this.#past(layer, part), x], [`full ${name}`], { axis: 2 });
    this.#cast(`full ${name}`, `present.${layer}.${part}`, this.#float);
    this.#whole(`${name} repeats`, 1, 1, heads / keyValueHeads, 1, 1);
    this.#whole(`${name} axis`, 2);
    this.#whole(`${name} joined`, 0, heads, -1, headSize);
    parts.op('Unsqueeze', [`full ${name}`, `${name} axis`], [`single ${name}`]);
    parts.op('Tile', [`single ${name}`, `${name} repeats`], [`tiled ${name}`]);
    return parts.op('Reshape', [`tiled ${name}`, `${name} joined`], [`repeated ${name}`]);
  }

  #past(layer: number, part: string): string {
    const name = `past_key_values.${layer}.${part}`;
    return this.options.half ? this.#cast(name, `wide ${name}`, 'float32') : name;
  }

  /** Which of the hidden states the head scores. */
  #rows(normed: string): string {
    const parts = this.#parts;
    const { lastRowOnly, rowCount } = this.options;
    if (!lastRowOnly && !rowCount) return normed;
    this.#whole('end', 2 ** 31);
    this.#whole('axis', 1);
    if (lastRowOnly) this.#whole('start', -1);
    else {
      this.#whole('flat', -1);
      parts.op('Neg', [hubNames.rowCount], ['minus count']);
      parts.op('Reshape', ['minus count', 'flat'], ['start']);
    }
    return parts.op('Slice', [normed, 'start', 'end', 'axis'], ['scored']);
  }

  #cast(x: string, out: string, to: OnnxType): string {
    return this.#parts.op('Cast', [x], [out], { to: to === 'float16' ? 10 : 1 });
  }

  #whole(name: string, ...values: readonly number[]): void {
    this.#parts.constant(name, 'int64', [values.length], BigInt64Array.from(values, BigInt));
  }

  #scalar(name: string, value: number): void {
    this.#parts.constant(name, 'int64', [], BigInt64Array.of(BigInt(value)));
  }
}
