import './enable-relaxed-simd.mjs';
