import type { RoundEvent } from './decode-event.ts';

/** A round that proposed nothing and emitted nothing, to be spread and filled in. */
export const emptyRound: RoundEvent = {
  type: 'round',
  index: 0,
  at: 0,
  proposed: [],
  tested: 0,
  accepted: 0,
  emitted: [],
  draftMs: 0,
  verifyMs: 0,
  overheadMs: 0,
};
