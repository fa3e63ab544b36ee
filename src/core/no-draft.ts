import { type Drafter, emptyProposal } from './drafter.ts';

/** The arm that never drafts: every round is one plain pass of the target. */
export const noDraft: Drafter = {
  id: 'none',
  propose: () => emptyProposal,
};
