/** Where the weights of a model come from. */
export type ModelSource =
  /** The model that comes with the app. */
  | { readonly kind: 'embedded' }
  /** One GGUF file of a repository on the Hub, for the CPU engine (or, if it is the target, the GPU). */
  | {
      readonly kind: 'hub-gguf';
      readonly repo: string;
      /** Branch or commit. */
      readonly revision: string;
      readonly file: string;
    }
  /** An ONNX export in the layout of transformers.js, for the GPU. */
  | {
      readonly kind: 'hub-onnx';
      readonly repo: string;
      readonly revision: string;
      readonly dtype: OnnxDtype;
    }
  /** A file that somebody dropped on the page. */
  | {
      readonly kind: 'file';
      readonly name: string;
      readonly bytes: number;
      /** Lower-case hexadecimal, where it was computed. */
      readonly sha256?: string;
    };

/** How an ONNX export stores its weights: 4 bits, with activations in 32 or 16 bits. */
export type OnnxDtype = 'q4' | 'q4f16';

/** Where a model runs. */
export type Backend = 'cpu' | 'webgpu';
