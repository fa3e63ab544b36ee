import { messageOf } from '../core/message-of.ts';
import { type PolicyContent, policyFromJson, policyToJson } from './policy-file.ts';
import { type PolicySubject, rememberKey } from './policy-subject.ts';

/** The parts of a browser's storage that policies need. */
export type PolicyStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** What is stored of one target's policy. */
export interface StoredPolicy extends PolicyContent {
  readonly frozen: boolean;
}

/** Where a stored policy is kept that this build cannot use. */
const keptKey = 'draftpick-policy-kept';

/** The stored policies of a browser, one for each target. */
export class PolicyShelf {
  readonly #storage: PolicyStorage;

  constructor(storage: PolicyStorage) {
    this.#storage = storage;
  }

  /** What is stored of a target's policy: nothing, or a problem, when there is none that can be read. */
  find(subject: PolicySubject): StoredPolicy | { readonly problem: string } | undefined {
    let text: string | null = null;
    try {
      text = this.#storage.getItem(subject.key);
      if (text === null) return undefined;
      this.#noteUse(subject);
      const found = JSON.parse(text) as { policy?: unknown; frozen?: unknown };
      return { ...policyFromJson(found.policy, subject), frozen: found.frozen === true };
    } catch (error) {
      const done = this.#keep(text, error);
      return { problem: `The stored policy could not be read; the policy starts anew. ${done}` };
    }
  }

  /** Stores a target's policy in place of the one before. */
  put(subject: PolicySubject, { frozen, ...content }: StoredPolicy): void {
    try {
      this.#storage.setItem(subject.key, JSON.stringify({ policy: policyToJson(subject, content), frozen }));
      this.#noteUse(subject);
    } catch {
      // Full or forbidden storage: the policy lives until the page is closed.
    }
  }

  /** Other models' policies are kept while they are among those used last. */
  #noteUse({ embedded, key }: PolicySubject): void {
    if (embedded) return;
    try {
      rememberKey(this.#storage, key);
    } catch {
      // Full or forbidden storage: the list stays as it was.
    }
  }

  /** Puts a policy aside that this build cannot use, before the next run is stored over it. @returns what was done */
  #keep(text: string | null, error: unknown): string {
    if (text === null) return '';
    try {
      this.#storage.setItem(keptKey, text);
      return `The old one is kept in this browser as "${keptKey}". ${messageOf(error)}`;
    } catch {
      return messageOf(error);
    }
  }
}
