import { DownloadError } from './download-error.ts';
import { explainFull, type PartStore } from './part-store.ts';
import { hex, Sha256 } from './sha256.ts';
import { emptyFile, type StoredFile, type StoredModel, storedBytes, withFile } from './stored-model.ts';

/** Bytes of a full part: one is in memory while it fills. */
export const partBytes = 16 * 2 ** 20;

/** A shorter part is worth keeping when a download ends early; a still shorter one is not. */
const leastBytes = 2 ** 18;

/**
 * Takes the bytes of one file in order and stores them in parts, noting in the model's index how far it has come. What is left of
 * a part when somebody stops is kept too, so that little is downloaded twice.
 */
export class PartWriter {
  #model: StoredModel;
  #file: StoredFile;
  #hash: Sha256;
  #buffer = new Uint8Array(0);
  #filled = 0;
  readonly #store: PartStore;
  readonly #partBytes: number;

  constructor(store: PartStore, model: StoredModel, file: StoredFile, bytesPerPart = partBytes) {
    this.#store = store;
    this.#model = model;
    this.#file = file;
    this.#hash = new Sha256(file.hash);
    this.#partBytes = bytesPerPart;
  }

  /** The model with this file as far as it is stored. */
  get model(): StoredModel {
    return this.#model;
  }
  get file(): StoredFile {
    return this.#file;
  }
  /** Bytes stored, without those that wait for their part to fill. */
  get stored(): number {
    return storedBytes(this.#file);
  }
  /** Bytes taken, stored or not yet. */
  get taken(): number {
    return this.stored + this.#filled;
  }

  /** Changes what is known about the file. */
  note(known: Partial<Pick<StoredFile, 'bytes' | 'sha256' | 'etag'>>): void {
    this.#setFile({ ...this.#file, ...known });
  }

  #setFile(file: StoredFile): void {
    this.#file = file;
    this.#model = withFile(this.#model, file);
  }

  /** Forgets everything stored of the file: it begins anew, and what was known about it may have changed. */
  async restart(known: Partial<StoredFile>): Promise<void> {
    this.#filled = 0;
    this.#hash = new Sha256();
    this.#setFile(emptyFile(this.#file.path, known));
    // The index first: it must never name parts that are gone.
    await this.#store.save(this.#model);
    await this.#store.removeParts(this.#model.id, this.#file.path);
  }

  /** Takes the next bytes. @throws DownloadError `storage-full`, naming what could be deleted */
  async write(data: Uint8Array): Promise<void> {
    for (let at = 0; at < data.length; ) {
      if (this.#filled === 0) this.#buffer = this.#emptyPart();
      const count = Math.min(this.#buffer.length - this.#filled, data.length - at);
      this.#buffer.set(data.subarray(at, at + count), this.#filled);
      this.#filled += count;
      at += count;
      if (this.#filled === this.#buffer.length) await this.#flush();
    }
  }

  /** Memory for the next part: no more than is still to come, where that is known. */
  #emptyPart(): Uint8Array<ArrayBuffer> {
    const rest = (this.#file.bytes ?? Number.POSITIVE_INFINITY) - this.stored;
    const length = rest > 0 ? Math.min(this.#partBytes, rest) : this.#partBytes;
    return this.#buffer.length === length ? this.#buffer : new Uint8Array(length);
  }

  /** Stores what has come of a part that will not fill now, when it is worth it; drops it otherwise. */
  async pause(): Promise<void> {
    const worth = this.#filled >= Math.min(leastBytes, this.#partBytes / 4);
    if (worth) await this.#flush();
    this.#filled = 0;
  }

  async #flush(): Promise<void> {
    if (this.#filled === 0) return;
    const bytes = this.#buffer.slice(0, this.#filled);
    const { parts } = this.#file;
    try {
      const part = await this.#store.putPart(this.#model.id, this.#file.path, parts.length, bytes);
      this.#hash.update(bytes);
      const before = this.#file;
      this.#setFile({ ...before, parts: [...parts, part], hash: this.#hash.save() });
      try {
        await this.#store.save(this.#model);
      } catch (error) {
        this.#setFile(before);
        this.#hash = new Sha256(before.hash);
        throw error;
      }
      this.#filled = 0;
    } catch (error) {
      this.#filled = 0;
      throw await explainFull(this.#store, this.#model, error);
    }
  }

  /**
   * Checks the whole file and marks it complete.
   * @throws DownloadError `truncated`; `checksum` after dropping what was stored, which cannot be told from the good part
   */
  async finish(): Promise<StoredModel> {
    await this.#flush();
    const { path, bytes, sha256, gitSha1 } = this.#file;
    const { stored } = this;
    if (bytes !== undefined && stored < bytes) {
      throw new DownloadError(
        'truncated',
        `${path} broke off after ${stored} of ${bytes} bytes.`,
        'Resume: what has arrived is kept.',
      );
    }
    const found = this.#hash.hex();
    const wrong =
      (bytes !== undefined && stored > bytes) ||
      (sha256 !== undefined && found !== sha256) ||
      (gitSha1 !== undefined && (await this.#gitSha1()) !== gitSha1);
    if (wrong) {
      const expected = sha256 ?? `git's ${gitSha1}`;
      await this.restart({ bytes, sha256, gitSha1 });
      throw new DownloadError(
        'checksum',
        `${path} was changed on its way: sha256 ${found}, expected ${expected}.`,
        'Download it again; if it happens again, something between this page and the server changes files.',
      );
    }
    this.#setFile({ ...this.#file, bytes: stored, sha256: found, hash: undefined, complete: true });
    await this.#store.save(this.#model);
    return this.#model;
  }

  /** Git's name of the stored bytes. Only small files have one to compare with. */
  async #gitSha1(): Promise<string> {
    const { path, parts } = this.#file;
    const blobs = await Promise.all(parts.map((_, i) => this.#store.part(this.#model.id, path, i)));
    const content = new Blob(blobs.filter(blob => blob !== undefined));
    const whole = new Blob([`blob ${content.size}\0`, content]);
    return hex(await crypto.subtle.digest('SHA-1', await whole.arrayBuffer()));
  }
}
