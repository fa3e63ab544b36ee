import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Sha256 } from './sha256.ts';

const reference = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

test('gives the digests of the standard', () => {
  const hash = new Sha256();
  expect(hash.hex()).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  hash.update(new TextEncoder().encode('abc'));
  expect(hash.hex()).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('does not depend on how a message is cut, nor on being put aside in between', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 8 }), pieces => {
      let hash = new Sha256();
      for (const piece of pieces) {
        hash.update(piece);
        hash = new Sha256(JSON.parse(JSON.stringify(hash.save())));
      }
      expect(hash.hex()).toBe(reference(Buffer.concat(pieces)));
    }),
  );
});

test('takes views that do not begin where their memory begins', () => {
  const memory = Uint8Array.from({ length: 1000 }, (_, i) => i & 0xff);
  const hash = new Sha256();
  hash.update(memory.subarray(3, 777));
  expect(hash.hex()).toBe(reference(memory.subarray(3, 777)));
});
