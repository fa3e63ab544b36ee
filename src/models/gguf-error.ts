/** `invalid`: the file breaks the format. `unsupported`: it keeps the format, but asks for something we lack. */
export type GgufErrorCode = 'invalid' | 'unsupported';

/** A model file that cannot be used, with the cause in `message`. */
export class GgufError extends Error {
  override readonly name = 'GgufError';
  constructor(
    readonly code: GgufErrorCode,
    /** What is wrong, where, with the numbers that matter. */
    message: string,
    /** What to do about it. */
    readonly remedy: string,
  ) {
    super(message);
  }
}

/** The file breaks the format. */
export function invalid(message: string): GgufError {
  return new GgufError(
    'invalid',
    message,
    'Download the file again; if it stays so, the file itself is broken.',
  );
}

/** The file is sound but needs something this engine does not have. */
export function unsupported(message: string, remedy: string): GgufError {
  return new GgufError('unsupported', message, remedy);
}

/** The bytes given so far end inside the header; read more of the file and parse again. */
export class NeedMoreBytes extends Error {
  override readonly name = 'NeedMoreBytes';
  constructor(
    /** The header reaches at least this far. */
    readonly needed: number,
  ) {
    super(`the header needs at least ${needed} bytes`);
  }
}
