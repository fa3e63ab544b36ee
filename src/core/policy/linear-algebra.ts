/**
 * The lower factor L of a symmetric positive definite matrix M = L Lᵀ, both row-major `[size × size]`; undefined when M is
 * not positive definite. Only the lower triangle of M is read.
 */
export function cholesky(matrix: ArrayLike<number>, size: number): Float64Array | undefined {
  const factor = new Float64Array(size * size);
  const at = (i: number, j: number) => factor[i * size + j] ?? 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * size + j] ?? 0;
      for (let k = 0; k < j; k++) rest -= at(i, k) * at(j, k);
      if (i === j && !(rest > 0)) return undefined;
      factor[i * size + j] = i === j ? Math.sqrt(rest) : rest / at(j, j);
    }
  }
  return factor;
}

/** Solves L Lᵀ y = right for the factor of {@link cholesky}. */
export function solveCholesky(factor: Float64Array, right: ArrayLike<number>): number[] {
  const size = right.length;
  const y = Array.from(right);
  const at = (i: number, j: number) => factor[i * size + j] ?? 0;
  for (let i = 0; i < size; i++) {
    let rest = y[i] ?? 0;
    for (let k = 0; k < i; k++) rest -= at(i, k) * (y[k] ?? 0);
    y[i] = rest / at(i, i);
  }
  for (let i = size - 1; i >= 0; i--) {
    let rest = y[i] ?? 0;
    for (let k = i + 1; k < size; k++) rest -= at(k, i) * (y[k] ?? 0);
    y[i] = rest / at(i, i);
  }
  return y;
}

/**
 * The inverse of a symmetric positive definite row-major matrix, symmetric to the last bit; undefined when it is not
 * positive definite.
 */
export function invertSymmetric(matrix: ArrayLike<number>, size: number): number[] | undefined {
  const factor = cholesky(matrix, size);
  if (factor === undefined) return undefined;
  const inverse = new Array<number>(size * size).fill(0);
  for (let j = 0; j < size; j++) {
    const unit = new Array<number>(size).fill(0);
    unit[j] = 1;
    const column = solveCholesky(factor, unit);
    for (let i = j; i < size; i++) {
      inverse[i * size + j] = column[i] ?? 0;
      inverse[j * size + i] = column[i] ?? 0;
    }
  }
  return inverse;
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/** Matrix times vector, the matrix row-major and square. */
export function multiply(matrix: ArrayLike<number>, vector: ArrayLike<number>): number[] {
  const size = vector.length;
  const result = new Array<number>(size).fill(0);
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += (matrix[i * size + j] ?? 0) * (vector[j] ?? 0);
    result[i] = sum;
  }
  return result;
}

/** xᵀMx for a symmetric row-major M. Zeros in x cost nothing, and prompts have many. */
export function quadraticForm(matrix: ArrayLike<number>, x: ArrayLike<number>): number {
  const size = x.length;
  const used: number[] = [];
  for (let i = 0; i < size; i++) if (x[i] !== 0) used.push(i);
  let sum = 0;
  used.forEach((i, at) => {
    let row = 0;
    for (let k = 0; k < at; k++) {
      const j = used[k] ?? 0;
      row += (matrix[i * size + j] ?? 0) * (x[j] ?? 0);
    }
    const own = x[i] ?? 0;
    sum += own * (2 * row + (matrix[i * size + i] ?? 0) * own);
  });
  return sum;
}
