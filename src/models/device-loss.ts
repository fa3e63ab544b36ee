/** The GPU went away: another program reset the driver, or the browser dropped the device. */
export class GpuLostError extends Error {
  override readonly name = 'GpuLostError';
}

/** Milliseconds between a failed pass and the news that the device was lost, at most. */
const lossDelay = 250;

/** Watches a GPU that passes run on: when it goes away they end with the cause, though they might have waited for ever. */
export class DeviceLoss {
  #lost: GpuLostError | undefined;
  #abandon: (error: Error) => void = () => {};

  constructor(private readonly device: Pick<GPUDevice, 'lost'>) {
    void device.lost.then(({ message }) => {
      this.#lost = new GpuLostError(message || 'the browser gave no reason');
      this.#abandon(this.#lost);
    });
  }

  /** Runs one pass; not two at a time. @throws GpuLostError when the device is lost before or meanwhile */
  guard<T>(pass: () => Promise<T>): Promise<T> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    return new Promise((resolve, reject) => {
      this.#abandon = reject;
      pass().then(resolve, async error => reject(await this.#causeOf(error)));
    });
  }

  /** A pass can fail a moment before the device says that it is lost; then the loss is the cause. */
  async #causeOf(error: unknown): Promise<unknown> {
    if (error instanceof RangeError) return error;
    const patience = new Promise(resolve => setTimeout(resolve, lossDelay));
    await Promise.race([this.device.lost, patience]);
    return this.#lost ?? error;
  }
}
