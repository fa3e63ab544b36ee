/** Numbers pairs (a ≥ 0, b < 65,536) in the order of their first coming: 0, 1, 2 … Open addressing on typed arrays. */
export class PairTable {
  #mask: number;
  #first: Int32Array;
  #second: Uint16Array;
  /** Number of the pair + 1; 0 where the slot is empty. */
  #number: Int32Array;
  #size = 0;

  constructor(expected = 1024) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(16, expected * 1.6)));
    this.#mask = slots - 1;
    this.#first = new Int32Array(slots);
    this.#second = new Uint16Array(slots);
    this.#number = new Int32Array(slots);
  }

  get size(): number {
    return this.#size;
  }

  /** The pair's number, or -1. */
  find(a: number, b: number): number {
    return (this.#number[this.#slot(a, b)] ?? 0) - 1;
  }

  /** The pair's number; a new pair gets the next one. */
  add(a: number, b: number): number {
    let slot = this.#slot(a, b);
    const known = this.#number[slot] ?? 0;
    if (known > 0) return known - 1;
    if (this.#size * 1.5 > this.#mask) {
      this.#grow();
      slot = this.#slot(a, b);
    }
    this.#first[slot] = a;
    this.#second[slot] = b;
    this.#number[slot] = ++this.#size;
    return this.#size - 1;
  }

  /** Calls back with each pair and its number. */
  forEach(visit: (a: number, b: number, number: number) => void): void {
    for (let slot = 0; slot <= this.#mask; slot++) {
      const number = this.#number[slot] ?? 0;
      if (number > 0) visit(this.#first[slot] ?? 0, this.#second[slot] ?? 0, number - 1);
    }
  }

  /** Where the pair is, or the empty slot it would go to. */
  #slot(a: number, b: number): number {
    let x = Math.imul(a, 0x9e3779b1) ^ Math.imul(b + 1, 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 15), 0xc2b2ae35);
    let slot = (x ^ (x >>> 13)) & this.#mask;
    while (this.#number[slot] !== 0 && (this.#first[slot] !== a || this.#second[slot] !== b)) {
      slot = (slot + 1) & this.#mask;
    }
    return slot;
  }

  #grow(): void {
    const old = [this.#first, this.#second, this.#number] as const;
    const slots = 2 * (this.#mask + 1);
    this.#mask = slots - 1;
    this.#first = new Int32Array(slots);
    this.#second = new Uint16Array(slots);
    this.#number = new Int32Array(slots);
    old[2].forEach((number, from) => {
      if (number === 0) return;
      const slot = this.#slot(old[0][from] ?? 0, old[1][from] ?? 0);
      this.#first[slot] = old[0][from] ?? 0;
      this.#second[slot] = old[1][from] ?? 0;
      this.#number[slot] = number;
    });
  }
}
